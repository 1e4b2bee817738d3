//! A balance that falls below the alert.

use backend::service::credits;
use domain::staff::Role;

use super::{Told, told};

#[tokio::test]
async fn a_low_balance_is_told_once_each_time_it_falls() {
    let told_by = Told::open(6).await;
    let desk = &told_by.desk;
    desk.clients(&[("Amina", "0612345610", "10"), ("Karim", "0612345611", "10")]).await;
    desk.colleague(Role::Gestionnaire).await;
    desk.colleague(Role::Assistant).await;
    credits::set_low_at(&desk.backend, &desk.staff, 5).await.unwrap();
    told_by.send(2, "key-of-the-form-1").await.unwrap();
    let email = desk.staff.email.clone();
    let subject = "Solde SMS bas : 4\u{A0}crédits";
    assert_eq!(told_by.subjects().await, [told("gestionnaire@example.ma", subject), told(&email, subject)]);
    told_by.send(2, "key-of-the-form-2").await.unwrap();
    desk.deliver().await;
    assert_eq!(told_by.subjects().await, [], "it was low before");

    credits::grant(&desk.backend, desk.staff.pharmacy, 3, "test").await.unwrap();
    told_by.send(2, "key-of-the-form-3").await.unwrap();
    assert_eq!(told_by.subjects().await.len(), 2, "it was not, and is again");
    // At the threshold it is not below it.
    credits::grant(&desk.backend, desk.staff.pharmacy, 4, "test").await.unwrap();
    told_by.send(2, "key-of-the-form-4").await.unwrap();
    assert_eq!(desk.balance().await.0, 5);
    assert_eq!(told_by.subjects().await, []);
    // What was put right before anybody was told is told no more.
    told_by.send(2, "key-of-the-form-5").await.unwrap();
    assert_eq!(told_by.waiting().await, 2);
    credits::grant(&desk.backend, desk.staff.pharmacy, 100, "test").await.unwrap();
    assert_eq!((told_by.subjects().await, told_by.waiting().await), (vec![], 0));
}

#[tokio::test]
async fn the_last_credit_is_told_as_such() {
    let told = Told::open(2).await;
    told.desk.clients(&[("Amina", "0612345610", "10"), ("Karim", "0612345611", "10")]).await;
    credits::set_low_at(&told.desk.backend, &told.desk.staff, 1).await.unwrap();
    told.send(2, "key-of-the-form").await.unwrap();
    let letter = told.letters().await.remove(0);
    assert_eq!(letter.header("Subject").unwrap(), "Solde SMS épuisé");
    assert!(letter.text().contains("https://sms.port.ma/parametres/solde\n"));
}
