//! What an SMSC answers: `command_status` (SMPP 3.4, 5.1.3; facts, `gateways.md`, E5).

use domain::gateway::{Trouble, TroubleKind};
use domain::message::Reason;

use super::super::Submitted;

/// What a status other than 0 says of a message. What is not known here, as the numbers of each vendor (from 0x400), is
/// held to be temporary: the message is tried again until its time is over, and never lost.
pub(super) fn refusal(status: u32) -> Submitted {
    match status {
        // Address, type or plan of the recipient.
        0x0B | 0x50 | 0x51 => Submitted::Refused(Reason::NumberRefused),
        // The same of the sender.
        0x0A | 0x48 | 0x49 => Submitted::Refused(Reason::SenderRefused),
        // Length, command, priority, receipt, service type, lists, esm_class, replacement, times, template, the application
        // at the other end for good, TLVs.
        0x01..=0x03 | 0x06 | 0x07 | 0x15 | 0x33 | 0x34 | 0x40..=0x44 | 0x53..=0x55 | 0x61..=0x63 => {
            Submitted::Refused(Reason::Refused)
        }
        0x65 | 0x66 | 0xC0..=0xC4 => Submitted::Refused(Reason::Refused),
        _ => Submitted::Later { trouble: trouble(status), after: None },
    }
}

/// The trouble of a status: of a bind that was refused, or of a message that may be tried again.
pub(super) fn trouble(status: u32) -> Trouble {
    let kind = match status {
        0x0D..=0x0F => TroubleKind::Credentials,
        0x14 | 0x58 => TroubleKind::Throttled,
        _ => TroubleKind::Failing,
    };
    Trouble::coded(kind, status)
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case(&[0x0B, 0x50, 0x51], Reason::NumberRefused)]
    #[case(&[0x0A, 0x48, 0x49], Reason::SenderRefused)]
    #[case(&[0x01, 0x02, 0x03, 0x06, 0x07, 0x15, 0x33, 0x34, 0x40, 0x42, 0x43, 0x44], Reason::Refused)]
    #[case(&[0x53, 0x54, 0x55, 0x61, 0x62, 0x63, 0x65, 0x66, 0xC0, 0xC1, 0xC2, 0xC3, 0xC4], Reason::Refused)]
    fn for_good(#[case] statuses: &[u32], #[case] reason: Reason) {
        assert!(reason.is_refusal());
        for status in statuses {
            assert_eq!(refusal(*status), Submitted::Refused(reason), "{status:#x}");
        }
    }

    #[rstest]
    #[case(&[0x14, 0x58], TroubleKind::Throttled)]
    #[case(&[0x04, 0x05, 0x08, 0x11, 0x45, 0x64, 0xFE, 0xFF, 0x400, 0x4FF, 0x1234], TroubleKind::Failing)]
    #[case(&[0x0D, 0x0E, 0x0F], TroubleKind::Credentials)]
    fn for_now(#[case] statuses: &[u32], #[case] kind: TroubleKind) {
        for status in statuses {
            let trouble = Trouble::coded(kind, *status);
            assert_eq!(refusal(*status), Submitted::Later { trouble, after: None }, "{status:#x}");
        }
    }
}
