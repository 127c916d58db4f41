//! A contender has the same colour in every chart.

/// The variable of style.css that colours it.
pub(super) fn of(name: &str) -> &'static str {
    match name {
        "segue sync" => "--sync",
        "segue threaded/operation" => "--threaded",
        "segue threaded/driver" => "--driver",
        "segue native" => "--native",
        "rusqlite" | "tokio-postgres" => "--limit",
        "diesel" => "--hand-a",
        "sqlx" => "--hand-b",
        "diesel-async" => "--peer-a",
        "deadpool-diesel" => "--peer-b",
        "sea-orm" => "--peer-c",
        _ => "--peer-d",
    }
}

/// `style` for an element that is coloured by it.
pub(super) fn style(name: &str) -> String {
    format!("style=\"--c:var({})\"", of(name))
}

/// Whether it is one of Segue's phases, which stand out.
pub(super) fn is_segue(name: &str) -> bool {
    name.starts_with("segue")
}
