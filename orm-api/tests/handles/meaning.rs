//! That queries mean what they say: what is counted, aggregated, prefetched and saved is what `all` gives.

use super::*;

#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "order")]
struct Order {
    #[field(primary_key, default = Uuid::new_v4())]
    id: Uuid,
    group: String,
    total: i64,
    #[field(reverse = Line::order)]
    lines: Many<Line>,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "line")]
struct Line {
    #[field(primary_key, auto)]
    id: i64,
    select: Option<String>,
    #[field(on_delete = "cascade")]
    order: ForeignKey<Order>,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "tag")]
struct Tag {
    #[field(primary_key)]
    name: String,
}

/// Two orders of group a, with two lines and none, and one of group b with one line.
async fn orders(bench: &Bench) -> Vec<Order> {
    create_tables(&bench.db, &[Order::def(), Line::def(), Tag::def()]).await.unwrap();
    let new = [("a", 1), ("a", 2), ("b", 3)].map(|(group, total)| NewOrder { group: group.into(), total });
    let orders = Order::objects().bulk_create(&bench.db, new).await.unwrap();
    let lines = [0, 0, 2].map(|of: usize| NewLine { select: Some("x".into()), order: orders[of].key() });
    Line::objects().bulk_create(&bench.db, lines).await.unwrap();
    orders
}

/// `count` and `exists` say how many rows `all` gives.
async fn agrees<Out>(db: &Database, query: QuerySet<Order, Out>, rows: usize)
where
    Out: segue::model::FromRow,
{
    assert_eq!(query.all(db).await.unwrap().len(), rows, "{query:?}");
    assert_eq!(query.count(db).await.unwrap(), rows as u64, "{query:?}");
    assert_eq!(query.exists(db).await.unwrap(), rows > 0, "{query:?}");
    assert_eq!(query.first(db).await.unwrap().is_some(), rows > 0, "{query:?}");
}

/// Over groups, over rows that a selected path or an order makes several of, and over those left by an aggregate.
#[test]
fn what_is_counted_is_what_all_gives() {
    in_every_mode(|bench| async move {
        orders(&bench).await;
        let (db, all) = (&bench.db, Order::objects);
        agrees(db, all().values(Order::group).annotate(Count::all()), 2).await;
        agrees(db, all().annotate(Count(Order::lines)), 3).await;
        agrees(db, all().filter(Count(Order::lines).gt(1)), 1).await;
        agrees(db, all().filter(Count(Order::lines).gt(2)), 0).await;
        agrees(db, all().order_by(Order::lines.to(Line::select)), 4).await;
        agrees(db, all().order_by(Order::lines.to(Line::id)).offset(3), 1).await;
        agrees(db, all().values(Order::lines.to(Line::select)), 4).await;
        agrees(db, all().values(Order::group).order_by(Count::all()), 2).await;
    });
}

/// Where the rows are groups, or several of one, an aggregate over other rows is refused.
#[test]
fn an_aggregate_over_other_rows_is_refused() {
    in_every_mode(|bench| async move {
        orders(&bench).await;
        let (db, all) = (&bench.db, Order::objects);
        let refused = [
            all().filter(Count(Order::lines).gt(1)).aggregate(db, Count::all()).await,
            all().values(Order::group).annotate(Max(Order::total)).aggregate(db, Count::all()).await,
            all().values(Order::lines.to(Line::id)).aggregate(db, Count::all()).await,
        ];
        for one in refused {
            assert_eq!(one.unwrap_err().kind(), ErrorKind::Usage);
        }
        assert_eq!(all().order_by(Order::total).aggregate(db, Count::all()).await.unwrap(), 3);
    });
}

/// No rows make no group: a sum that is no `Option` needs no value.
#[test]
fn aggregates_alone_give_no_row_for_no_rows() {
    in_every_mode(|bench| async move {
        orders(&bench).await;
        let sums = |least| Order::objects().filter(Order::total.ge(least)).values_flat(Sum(Order::total));
        assert_eq!(sums(2).all(&bench.db).await.unwrap(), [5]);
        agrees(&bench.db, sums(9), 0).await;
    });
}

/// A filter over many gives a model once for each of them: all of these get what is prefetched.
#[test]
fn models_that_come_twice_are_prefetched_twice() {
    in_every_mode(|bench| async move {
        orders(&bench).await;
        let query = Order::objects().filter(Order::lines.to(Line::select).eq("x")).order_by(Order::total);
        let found = query.prefetch_related(Order::lines).all(&bench.db).await.unwrap();
        let lines: Vec<_> = found.iter().map(|order| order.lines.get().unwrap().len()).collect();
        assert_eq!(lines, [2, 2, 1]);
    });
}

/// A model that is nothing but its key is saved where it is, and where it is not.
#[test]
fn a_key_alone_can_be_saved_again() {
    in_every_mode(|bench| async move {
        create_tables(&bench.db, &[Tag::def()]).await.unwrap();
        let tag = Tag { name: "new".into() };
        tag.save(&bench.db).await.unwrap();
        tag.save(&bench.db).await.unwrap();
        assert_eq!(Tag::objects().all(&bench.db).await.unwrap(), [tag]);
    });
}

/// What overflows on the way to a small result is an error: SQLite would store a rounded number.
#[test]
fn an_overflow_on_the_way_is_an_error() {
    in_every_mode(|bench| async move {
        Item::objects().create(&bench.db, NewItem { name: "most".into(), count: i64::MAX }).await.unwrap();
        let update = Item::count.set((Item::count + 2) / 7);
        let error = Item::objects().update(&bench.db, update).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidValue);
        assert_eq!(Item::objects().values_flat(Item::count).get(&bench.db).await.unwrap(), i64::MAX);
    });
}

/// Databases differ in which of two new values a column gets.
#[test]
fn a_column_is_set_once() {
    in_every_mode(|bench| async move {
        let twice = (Item::count.set(1), Item::name.set("x"), Item::count.set(2));
        let error = Item::objects().update(&bench.db, twice).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Usage);
    });
}
