//! A tour of the API: reading, writing, streams, transactions, blocking code, switching.
//!
//! `cargo run --example tour`

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "an example ends at the first surprise")]

use segue::prelude::*;

#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "artist")]
struct Artist {
    #[field(primary_key, auto)]
    id: i64,
    #[field(max_length = 120, unique)]
    name: String,
    #[field(reverse = Album::artist)]
    albums: Many<Album>,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "album")]
struct Album {
    #[field(primary_key, auto)]
    id: i64,
    #[field(max_length = 160, index)]
    title: String,
    #[field(max_digits = 10, decimal_places = 2)]
    price: Decimal,
    released: Option<NaiveDate>,
    #[field(column = "artist_id", on_delete = "cascade")]
    artist: ForeignKey<Artist>,
}

/// Existing blocking code, called as it is.
fn legacy_report(db: &Database) -> Result<u64> {
    for album in Album::objects().iter(db) {
        println!("  {}", album?.title);
    }
    Album::objects().count(db).wait()
}

fn legacy_step(tx: &mut Transaction) -> Result<u64> {
    tx.atomic_wait(|inner| Album::objects().count(inner).wait())
}

/// Runs inside and outside of transactions alike.
async fn count_cheap(executor: &impl Executor) -> Result<u64> {
    Album::objects().filter(Album::price.lt(dec!(20))).count(executor).await
}

/// Opens a transaction of its own, or a savepoint of its caller's.
async fn rename(mut on: impl Begin, from: &str, to: &str) -> Result<u64> {
    on.atomic_in(async |tx| {
        Album::objects().filter(Album::title.eq(from)).update(tx, Album::title.set(to)).await
    })
    .await
}

/// An error type of the application's own.
enum Shop {
    Poor,
    Database(Error),
}

impl From<Error> for Shop {
    fn from(error: Error) -> Self {
        Shop::Database(error)
    }
}

async fn writing(db: &Database) -> Result<Album> {
    create_tables(db, &[Artist::def(), Album::def()]).await?;
    let artist = Artist::objects().create(db, NewArtist { name: "Pink Floyd".into() }).await?;
    let released = NaiveDate::from_ymd_opt(1977, 1, 23);
    let new = NewAlbum { title: "Animals".into(), price: dec!(9.90), released, artist: artist.key() };
    let mut album = Album::objects().create(db, new).await?;
    album.price = dec!(8.90);
    album.save(db).await?;
    let one: Album = Album::objects().by_pk(album.id).get(db).await?;
    assert_eq!(one.price, dec!(8.90));

    let tenth = Album::price.set(Album::price * dec!(0.9));
    Album::objects().filter(Album::artist.eq(&artist)).update(db, tenth).await?;
    album.refresh_from_db(db).await?;
    assert_eq!(album.price, dec!(8.01));
    album.artist.load(db).await?;
    assert_eq!(album.artist.get()?.name, "Pink Floyd");
    let meddle = NewAlbum { title: "Meddle".into(), price: dec!(7), released: None, artist: artist.key() };
    let (_, created) = Album::objects().get_or_create(db, Album::title.eq("Meddle"), meddle).await?;
    assert!(created);
    Ok(album)
}

async fn reading(db: &Database) -> Result<()> {
    let cheap = Album::objects()
        .filter(Album::price.lt(dec!(20)) & Album::artist.to(Artist::name).icontains("floyd"))
        .exclude(Album::released.is_null())
        .order_by(Album::released.desc())
        .select_related(Album::artist)
        .limit(20);
    let albums: Vec<Album> = cheap.all(db).await?;
    assert_eq!(albums[0].artist.get()?.name, "Pink Floyd");
    let n: u64 = cheap.count(db).await?;
    assert_eq!(n, 1);
    let rows: Vec<(String, Decimal)> = cheap.clone().values((Album::title, Album::price)).all(db).await?;
    assert_eq!(rows, [("Animals".to_owned(), dec!(8.01))]);
    let top: Vec<(String, Decimal)> =
        Album::objects().values(Album::artist.to(Artist::name)).annotate(Sum(Album::price)).all(db).await?;
    assert_eq!(top, [("Pink Floyd".to_owned(), dec!(15.01))]);
    let per: Vec<(Artist, i64)> = Artist::objects().annotate(Count(Artist::albums)).all(db).await?;
    assert_eq!(per[0].1, 2);
    let artists = Artist::objects().prefetch_related(Artist::albums).all(db).await?;
    assert_eq!(artists[0].albums.get()?.len(), 2);

    let mut rows = cheap.stream(db);
    while let Some(album) = rows.try_next().await? {
        println!("  {} by {}", album.title, album.artist.get()?.name);
    }
    Ok(())
}

async fn transactions(db: &Database, id: i64) -> Result<()> {
    let (wanted, mut seen) = (String::from("Meddle"), 0);
    db.atomic(async |tx| {
        let album = Album::objects().by_pk(id).select_for_update().get(tx).await?;
        seen += Album::objects().filter(Album::title.eq(&wanted)).count(tx).await?;
        tx.atomic(async |inner| count_cheap(inner).await).await?;
        rename(&mut *tx, "Meddle", "Meddle (1971)").await?;
        let mut rows = Album::objects().stream(&mut *tx);
        while rows.try_next().await?.is_some() {}
        drop(rows);
        tx.run_blocking(legacy_step).await?;
        tx.on_commit(move || println!("  sold {}", album.title));
        tx.on_commit_async(|| async { tokio::task::yield_now().await });
        Ok(())
    })
    .await?;
    assert_eq!(seen, 1);
    let refused = db.try_atomic(async |tx| match count_cheap(tx).await? {
        0..100 => Err(Shop::Poor),
        n => Ok(n),
    });
    match refused.await {
        Err(Shop::Poor) => {}
        Err(Shop::Database(error)) => return Err(error),
        Ok(n) => println!("  {n} albums: the shop is not poor"),
    }
    db.transaction().retry(3).run(async |tx| count_cheap(tx).await).await?;
    let tx = db.begin().await?;
    let late = Album::objects().count(&tx);
    tx.commit().await?;
    assert_eq!(late.await.unwrap_err().kind(), ErrorKind::Ended);
    rename(db, "Meddle (1971)", "Meddle").await.map(drop)
}

async fn tour(db: Database) -> Result<()> {
    let album = writing(&db).await?;
    reading(&db).await?;
    transactions(&db, album.id).await?;
    let total = db.run_blocking(legacy_report).await?;
    assert_eq!(total, 2);
    let refused = Album::objects().count(&db).wait().unwrap_err();
    assert_eq!(refused.kind(), ErrorKind::BlockingInAsync);
    drop_tables(&db, &[Artist::def(), Album::def()]).await
}

fn main() -> Result<()> {
    let db = Database::connect("sqlite::memory:").wait()?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime");
    for mode in Mode::ALL {
        let report = db.switch(mode).wait()?;
        println!("{report}");
        // `atomic` and everything in it can be spawned.
        let spawned = async { tokio::spawn(tour(db.clone())).await };
        runtime.block_on(spawned).expect("the tour panicked")?;
    }
    Ok(())
}
