//! A proof of transfer: which files are taken. What a file is, its content says; its name and what the browser claims are
//! never asked.

use serde::{Deserialize, Serialize};

/// The most octets of a proof: 5 MB.
pub const MAX_PROOF: usize = 5 * 1024 * 1024;

/// What a proof is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProofKind {
    /// A document.
    Pdf,
    /// A photograph.
    Jpeg,
    /// An image.
    Png,
}

impl ProofKind {
    /// Every kind.
    pub const ALL: [Self; 3] = [Self::Pdf, Self::Jpeg, Self::Png];

    /// What the content is, by its first octets; `None` for everything else.
    pub fn of(content: &[u8]) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| content.starts_with(kind.signature()))
    }

    const fn signature(self) -> &'static [u8] {
        match self {
            Self::Pdf => b"%PDF-",
            Self::Jpeg => b"\xFF\xD8\xFF",
            Self::Png => b"\x89PNG\r\n\x1A\n",
        }
    }

    /// The number under which the kind is stored. Never changes.
    pub const fn code(self) -> i64 {
        match self {
            Self::Pdf => 0,
            Self::Jpeg => 1,
            Self::Png => 2,
        }
    }

    /// The kind stored under a number; `None` if there is no such kind.
    pub fn from_code(code: i64) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }

    /// The ending of a file's name.
    pub const fn ending(self) -> &'static str {
        match self {
            Self::Pdf => "pdf",
            Self::Jpeg => "jpg",
            Self::Png => "png",
        }
    }

    /// What `Content-Type` says.
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Pdf => "application/pdf",
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
        }
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case(b"%PDF-1.7\n...", Some(ProofKind::Pdf))]
    #[case(b"\xFF\xD8\xFF\xE0\x00\x10JFIF", Some(ProofKind::Jpeg))]
    #[case(b"\x89PNG\r\n\x1A\n\0\0\0\rIHDR", Some(ProofKind::Png))]
    #[case(b"PK\x03\x04 a bomb that is named .pdf", None)]
    #[case(b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", None)]
    #[case(b"<!doctype html><script>alert(1)</script>%PDF-", None)]
    #[case(b"MZ\x90", None)]
    #[case(b"%PDF", None)]
    #[case(b"", None)]
    fn the_content_says_what_it_is(#[case] content: &[u8], #[case] kind: Option<ProofKind>) {
        assert_eq!(ProofKind::of(content), kind);
    }

    #[test]
    fn codes_lead_back() {
        assert!(ProofKind::ALL.iter().all(|kind| ProofKind::from_code(kind.code()) == Some(*kind)));
    }
}
