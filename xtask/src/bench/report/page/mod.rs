//! The report as one page that needs no network.

mod bars;
mod charts;
mod colour;
mod lines;
mod scale;
mod tables;

use crate::bench::{
    measure::{Figures, OnDatabase},
    words,
};

/// The whole page.
pub(super) fn of(figures: &Figures) -> String {
    let databases: String = figures.databases.iter().map(database).collect();
    format!(
        "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>Segue: what each phase costs</title>\
         <meta name=\"viewport\" content=\"width=device-width\"><style>{}</style></head>\n<body>\
         <h1>Segue: what each phase costs</h1>{}{databases}</body></html>\n",
        include_str!("style.css"),
        head(figures),
    )
}

fn head(figures: &Figures) -> String {
    let machine = &figures.machine;
    let memory = machine.memory.map_or_else(String::new, |memory| format!(", {memory:.0} GiB of memory"));
    let cores = match figures.pinned {
        true => "all on one core, servers too: what work costs",
        false => "free to use all cores: what an application sees",
    };
    format!(
        "<p>Measured by <code>{}</code> on {} ({} threads{memory}, {}), {cores}.</p><p class=\"note\">In each round every \
         contender does the same turns, in changing order; a ratio compares two contenders in the same round. Figures are \
         the median of the rounds (here {}) ± half the distance between the quartiles. All samples are in the JSON file \
         beside this page.</p>",
        escaped(&figures.command),
        escaped(&machine.processor),
        machine.threads,
        escaped(&machine.system),
        figures.plan.rounds,
    )
}

fn database(on: &OnDatabase) -> String {
    let legend: String =
        on.contenders.iter().map(|name| format!("<span {}>{name}</span>", colour::style(name))).collect();
    let closing = words::closing(on);
    let closing =
        if closing.is_empty() { closing } else { format!("<p class=\"closing\">{}</p>", marked(&closing)) };
    format!(
        "<h2>{}</h2>{closing}<div class=\"legend\">{legend}</div>{}{}",
        escaped(&on.version),
        charts::all(on),
        tables::all(on),
    )
}

/// Names between backquotes in the font of code.
fn marked(text: &str) -> String {
    let parts = text.split('`').enumerate();
    parts
        .map(|(index, part)| match index % 2 {
            0 => escaped(part),
            _ => format!("<code>{}</code>", escaped(part)),
        })
        .collect()
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Nothing of what was measured is markup.
    #[test]
    fn text_stays_text() {
        assert_eq!(marked("a `b` <c> & d"), "a <code>b</code> &lt;c&gt; &amp; d");
    }
}
