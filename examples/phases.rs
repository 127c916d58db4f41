//! The same model code in every phase: change one word, or set `SEGUE_PHASE`.
//!
//! `cargo run --example phases`, `SEGUE_PHASE=native cargo run --example phases`

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
    #[field(default = 0)]
    sold: i32,
    #[field(on_delete = "cascade")]
    artist: ForeignKey<Artist>,
}

#[tokio::main]
async fn main() -> segue::Result<()> {
    let phase = Phase::Sync; // Phase::Threaded, Phase::Native: nothing below changes
    let db = Database::builder("sqlite::memory:").phase(phase).connect().await?;
    create_tables(&db, &[Artist::def(), Album::def()]).await?;

    let artist = Artist::objects().create(&db, NewArtist { name: "Pink Floyd".into() }).await?;
    for title in ["Animals", "Meddle"] {
        Album::objects().create(&db, NewAlbum { title: title.into(), artist: artist.key() }).await?;
    }
    db.atomic(async |tx| {
        Album::objects().filter(Album::title.eq("Animals")).update(tx, Album::sold.set(Album::sold + 1)).await
    })
    .await?;

    let albums = Album::objects().select_related(Album::artist).order_by(Album::sold.desc());
    for album in albums.all(&db).await? {
        println!("{}: {} by {}, sold {}", db.phase(), album.title, album.artist.get()?.name, album.sold);
    }
    Ok(())
}
