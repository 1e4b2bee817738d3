//! SMS networks: one trait, one file each.
