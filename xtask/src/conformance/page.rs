//! The matrix as a page that opens without a network.

use super::matrix::{Cell, Matrix};
use std::fmt::Write;

const STYLE: &str = "body{font:15px/1.5 system-ui,sans-serif;margin:2rem;color:#1c2330}\
table{border-collapse:collapse}th,td{padding:.3rem .7rem;border:1px solid #d8dee9;text-align:right}\
th:first-child,td:first-child{text-align:left}thead th{background:#eef2f7;position:sticky;top:0}\
.good{background:#e3f4e5}.lack{background:#fdf3d6}.bad{background:#f9d3d3;font-weight:600}tfoot td{font-weight:600}";

/// The whole page.
pub(super) fn of(matrix: &Matrix) -> String {
    let columns = matrix.columns();
    let mut page = format!(
        "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Segue: conformance</title><style>{STYLE}</style>\
         <h1>Do the phases agree?</h1><p>{} trials, {} failed. Each row is a file of cases, each column a database in a \
         mode; a number is how many trials passed. What a database lacks by its declared capabilities is counted as \
         lacking, and checked to be so.</p><table><thead><tr><th>cases</th>",
        matrix.ended(),
        matrix.failed()
    );
    // Writing to a `String` cannot fail.
    for column in &columns {
        let _ = write!(page, "<th>{column}</th>");
    }
    page.push_str("</tr></thead><tbody>");
    for file in matrix.files() {
        row(&mut page, file, columns.iter().map(|column| matrix.cell(file, column)));
    }
    page.push_str("</tbody><tfoot>");
    row(&mut page, "all", columns.iter().map(|column| matrix.total(column)));
    page.push_str("</tfoot></table></html>\n");
    page
}

fn row(page: &mut String, name: &str, cells: impl Iterator<Item = Cell>) {
    let _ = write!(page, "<tr><td>{name}</td>");
    for cell in cells {
        let class = match cell {
            Cell { failed: 1.., .. } => "bad",
            Cell { left_out: 1.., .. } => "lack",
            Cell { passed: 1.., .. } => "good",
            _ => "",
        };
        let _ = write!(page, "<td class=\"{class}\">{cell}</td>");
    }
    page.push_str("</tr>");
}
