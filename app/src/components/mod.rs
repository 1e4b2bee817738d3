//! What pages are made of. The markup is that of `style/`: one file there for each of these.

pub mod care;
pub mod compare;
pub mod dynamic;
pub mod export_menu;
pub mod export_state;
pub mod field;
pub mod history_table;
pub mod icon;
pub mod later;
pub mod layout;
pub mod link;
pub mod loaded;
pub(crate) mod marked;
pub mod message_panel;
pub mod notice;
pub mod pager;
pub mod phone_preview;
pub mod remedy;
pub mod rows;
pub mod search_box;
pub mod segment_meter;
pub mod status_badge;
pub mod text_area;
pub mod undo;
