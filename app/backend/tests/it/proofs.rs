//! Proofs of transfer: what is taken for one, who is given it back, and what a broken connection leaves.

use std::task::Poll;

use backend::Error;
use backend::service::topups::{self, Caller, Deed};
use domain::form::{Fault, Field, FieldErrors};
use domain::proof::{MAX_PROOF, ProofKind};
use domain::staff::Role;
use domain::topup::{Act, State};
use rstest::rstest;

use crate::desk::{Desk, pharmacy};
use crate::topups::{PDF, act, choose, pack, paid, salesperson, state};

#[rstest]
#[case(b"", Fault::Required)]
#[case(b"PK\x03\x04 a bomb that is named .pdf", Fault::Unreadable)]
#[case(b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", Fault::Unreadable)]
#[case(b"\n%PDF-1.7", Fault::Unreadable)]
#[case(b"%PDF", Fault::Unreadable)]
#[case(b"GIF89a", Fault::Unreadable)]
#[case(b"MZ\x90\x00 a program that is named .jpg", Fault::Unreadable)]
#[case(&[b'%'; MAX_PROOF + 1], Fault::TooLong)]
#[tokio::test]
async fn a_proof_that_is_none_is_refused(#[case] content: &[u8], #[case] fault: Fault) {
    let desk = Desk::open(0).await;
    let sales = salesperson(&desk.backend).await;
    let pack = pack(&desk.backend, &sales, 10, 100).await;
    let topup = topups::request(&desk.backend, &desk.staff, "").await.unwrap();
    choose(&desk.backend, &desk.staff, &topup, &pack).await.unwrap();
    act(&desk.backend, &sales, &topup, Act::Issue).await.unwrap();
    let refused = topups::declare(&desk.backend, &desk.staff, &topup, content).await;
    let expected = FieldErrors::one(Field::Proof, fault);
    assert!(matches!(refused, Err(Error::Invalid(faults)) if faults == expected));
    assert_eq!(state(&desk, &topup).await, State::Issued);
    assert_eq!(files(&desk), 0);
}

fn files(desk: &Desk) -> usize {
    let mut folder = desk.database().into_os_string();
    folder.push(".proofs");
    std::fs::read_dir(folder).map_or(0, Iterator::count)
}

#[tokio::test]
async fn a_proof_is_given_back_to_its_pharmacy_and_the_sales_service_only() {
    let desk = Desk::open(0).await;
    let sales = salesperson(&desk.backend).await;
    let topup = paid(&desk, &sales, 10).await;
    for caller in [Caller::Staff(&desk.staff), Caller::Sales(&sales)] {
        let file = topups::proof(&desk.backend, caller, &topup, 1).await.unwrap();
        assert_eq!((file.kind, file.content.as_slice(), file.number.as_str()), (ProofKind::Pdf, PDF, "RC-2026-0001"));
        assert!(matches!(topups::proof(&desk.backend, caller, &topup, 2).await, Err(Error::NotFound)));
    }
    let stranger = pharmacy(&desk.backend, "Pharmacie Ibn Sina", Role::Titulaire).await;
    let strange = Caller::Staff(&stranger);
    assert!(matches!(topups::proof(&desk.backend, strange, &topup, 1).await, Err(Error::NotFound)));
    assert!(matches!(topups::sheet(&desk.backend, strange, &topup).await, Err(Error::NotFound)));
    let assistant = desk.colleague(Role::Assistant).await;
    let denied = topups::proof(&desk.backend, Caller::Staff(&assistant), &topup, 1).await;
    assert!(matches!(denied, Err(Error::Denied)));

    // Kept under a name that says nothing, and for nobody else of the machine.
    use std::os::unix::fs::PermissionsExt;
    let mut folder = desk.database().into_os_string();
    folder.push(".proofs");
    let entry = std::fs::read_dir(&folder).unwrap().next().unwrap().unwrap();
    assert_eq!(entry.file_name().len(), 22);
    assert_eq!(std::fs::metadata(&folder).unwrap().permissions().mode() & 0o777, 0o700);
    assert_eq!(entry.metadata().unwrap().permissions().mode() & 0o777, 0o600);
    // What was changed on the disk is not handed out.
    std::fs::write(entry.path(), b"%PDF-1.7 another").unwrap();
    let spoilt = topups::proof(&desk.backend, Caller::Sales(&sales), &topup, 1).await;
    assert!(matches!(spoilt, Err(Error::BadRow { table: "topup_proof", .. })));
}

/// Runs a function until it waits for the so manyth time, and drops it there, as a server does when the connection breaks.
async fn broken_off<F: Future>(work: F, mut waits: u32) -> Option<F::Output> {
    let mut work = std::pin::pin!(work);
    std::future::poll_fn(|context| match work.as_mut().poll(context) {
        Poll::Ready(done) => Poll::Ready(Some(done)),
        Poll::Pending if waits == 0 => Poll::Ready(None),
        Poll::Pending => {
            waits -= 1;
            Poll::Pending
        }
    })
    .await
}

#[tokio::test]
async fn wherever_the_connection_breaks_a_proof_that_is_there_can_be_read() {
    let desk = Desk::open(0).await;
    let sales = salesperson(&desk.backend).await;
    let pack = pack(&desk.backend, &sales, 10, 100).await;
    let (staff, mut committed_unheard, mut waits) = (Caller::Staff(&desk.staff), 0, 0);
    // How often it waits is not the same each time: what SQLite has done already is not waited for.
    for _ in 0..300 {
        let topup = topups::request(&desk.backend, &desk.staff, "").await.unwrap();
        choose(&desk.backend, &desk.staff, &topup, &pack).await.unwrap();
        act(&desk.backend, &sales, &topup, Act::Issue).await.unwrap();
        let is_done = broken_off(topups::declare(&desk.backend, &desk.staff, &topup, PDF), waits).await.is_some();
        // Behind what was broken off: whatever SQLite had been told is done by then.
        let cancel = Deed { act: Act::Cancel, note: "parce que", pack: None };
        topups::act(&desk.backend, staff, &topup, cancel).await.unwrap();
        let sheet = topups::sheet(&desk.backend, staff, &topup).await.unwrap();
        for proof in &sheet.proofs {
            let read = topups::proof(&desk.backend, staff, &topup, proof.n).await;
            assert!(read.is_ok(), "after {waits} waits: {:?}", read.err());
        }
        match (is_done, committed_unheard) {
            (true, 0) => waits = waits.saturating_sub(3),
            (true, _) => break,
            (false, _) => {
                committed_unheard += sheet.proofs.len();
                waits += 1;
            }
        }
    }
    assert!(committed_unheard > 0, "no break came at the commit");
}
