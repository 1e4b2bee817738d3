//! The sales service (*service commercial*): its people, its packs, and the requests of all pharmacies. It sees pharmacies,
//! and never a client, a phone or a text: nothing here reads one.

mod corrections;
mod desk;
mod packs;
pub mod people;

pub use self::corrections::{Account, account, correct};
pub use self::desk::{desk, has_news};
pub use self::packs::{PackDraft, bank, packs, save_bank, save_pack, set_withdrawn};
