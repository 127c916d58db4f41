//! Planted faults: the demonstration must see each, or its verdict is worth nothing.

use super::{
    Options,
    answer::Answer,
    put_to_the_test, shop,
    verdict::Verdict,
    workload::{Kept, Purchase, Question, Workload},
};
use async_trait::async_trait;
use segue::prelude::*;
use std::sync::Arc;

/// A shop in which something goes wrong now and then.
struct Faulty {
    shop: shop::Shop,
    fault: Fault,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Fault {
    None,
    /// A purchase is acknowledged, and nothing is stored.
    Lost,
    /// A purchase is stored, and its client told that it was not.
    Unasked,
    /// The native phase gives another answer.
    Differs,
}

#[async_trait]
impl Workload for Faulty {
    async fn ask(&self, db: &Database, question: Question) -> Result<Answer> {
        let mut answer = self.shop.ask(db, question).await?;
        if self.fault == Fault::Differs && db.phase() == Phase::Native {
            answer.add(&"a row too many");
        }
        Ok(answer)
    }

    async fn buy(&self, db: &Database, purchase: &Purchase) -> Result<()> {
        let now_and_then = purchase.number % 5 == 0;
        match self.fault {
            Fault::Lost if now_and_then => Ok(()),
            Fault::Unasked if now_and_then => {
                self.shop.buy(db, purchase).await?;
                Err(Error::new(ErrorKind::Application, "planted"))
            }
            _ => self.shop.buy(db, purchase).await,
        }
    }

    async fn kept(&self, db: &Database) -> Result<Kept> {
        self.shop.kept(db).await
    }

    fn tracks(&self) -> u64 {
        self.shop.tracks()
    }

    fn stock_at_first(&self) -> i64 {
        self.shop.stock_at_first()
    }
}

async fn verdict(fault: Fault) -> Verdict {
    let db = Database::builder("sqlite::memory:").unconfigured().phase(Phase::Sync).connect().await.unwrap();
    let shop = shop::Shop::make(&db).await.unwrap();
    let options = Options { data: None, url: None, seconds: 2, clients: 8 };
    put_to_the_test(&db, Arc::new(Faulty { shop, fault }), &options).await.unwrap()
}

/// Without a fault, all is right, and there was something to be right.
#[tokio::test(flavor = "multi_thread")]
async fn nothing_planted_is_right() {
    let verdict = verdict(Fault::None).await;
    assert!(verdict.is_right());
    assert!(verdict.legs.iter().map(|leg| leg.found).sum::<u64>() > 0);
}

/// A purchase that was acknowledged and is not there.
#[tokio::test(flavor = "multi_thread")]
async fn a_lost_purchase_is_seen() {
    let verdict = verdict(Fault::Lost).await;
    assert!(!verdict.is_right());
    assert!(verdict.legs.iter().map(|leg| leg.lost).sum::<u64>() > 0);
}

/// A purchase that is there though its client was told that nothing was bought.
#[tokio::test(flavor = "multi_thread")]
async fn an_unasked_purchase_is_seen() {
    let verdict = verdict(Fault::Unasked).await;
    assert!(!verdict.is_right() && verdict.unasked > 0);
}

/// An answer that one phase alone gives.
#[tokio::test(flavor = "multi_thread")]
async fn another_answer_is_seen() {
    let verdict = verdict(Fault::Differs).await;
    assert!(!verdict.is_right());
    let differing =
        |mode: Mode| verdict.legs.iter().filter(|leg| leg.mode == mode).map(|leg| leg.differing).sum::<u64>();
    assert!(differing(Mode::Native) > 0);
    // The phases beside the native one may have begun what it answered.
    assert_eq!(differing(Mode::Sync), 0);
}
