//! The models as the design shows them, and queries over them; without a database, since types are all that counts.

#[path = "../../compile-fail/models.rs"]
mod models;

use models::*;
use segue::{QuerySet, prelude::*};

#[derive(Model, Debug, Clone, PartialEq)]
struct Employee {
    #[field(primary_key, auto)]
    id: i64,
    name: String,
    #[field(on_delete = "set_null")]
    reports_to: Option<ForeignKey<Employee>>,
}

fn queries() {
    let cheap: QuerySet<Album> = Album::objects()
        .filter(Album::price.lt(20) & Album::artist.to(Artist::name).icontains("floyd"))
        .exclude(Album::released.is_null())
        .order_by(Album::released.desc())
        .select_related(Album::artist)
        .limit(20);
    let _: QuerySet<Album, (String, Decimal)> = cheap.clone().values((Album::title, Album::price));
    let _: QuerySet<Album, String> = cheap.values_flat(Album::title);
    let _: QuerySet<Album, (String, Decimal)> =
        Album::objects().values(Album::artist.to(Artist::name)).annotate(Sum(Album::price));
    let _: QuerySet<Artist, (Artist, i64)> = Artist::objects().annotate(Count(Artist::albums));
    let _: QuerySet<Artist, (String, Option<Decimal>)> =
        Artist::objects().values(Artist::name).annotate(Sum(Artist::albums.to(Album::price)));
    let _: QuerySet<Employee, (String, Option<String>)> =
        Employee::objects().values((Employee::name, Employee::reports_to.to(Employee::name)));
    let _ = Employee::objects()
        .filter(Employee::reports_to.to(Employee::reports_to.to(Employee::name)).eq("x"))
        .filter(Employee::reports_to.to(Employee::reports_to).to(Employee::name).eq("y"));
    let _ = Artist::objects()
        .filter(Artist::albums.to(Album::price).gt(3) & Count(Artist::albums).gt(2))
        .exclude(Artist::albums.to(Album::artist).to(Artist::name).eq(Artist::name))
        .prefetch_related(Artist::albums);
    let mut folded = Album::objects();
    for word in ["a", "b"] {
        folded = folded.filter(Album::title.icontains(word));
    }
    let _ = folded.filter(Q::any(["a", "b"].map(|title| Album::title.eq(title))));
}

fn rows(artist: &Artist) -> NewAlbum {
    let _ = Album::price.set(Album::price * Decimal::new(9, 1));
    let _ = NewArtist { name: "Pink Floyd".into() };
    let _ = NewEmployee { name: "Ada".into(), reports_to: None };
    NewAlbum { title: "Animals".into(), price: Decimal::new(990, 2), released: None, artist: artist.key() }
}

#[test]
fn queries_and_rows_are_written_as_in_the_design() {
    queries();
    let artist = Artist { id: 1, name: "Pink Floyd".into(), albums: Many::default() };
    assert_eq!(rows(&artist).artist.id(), &1);
}
