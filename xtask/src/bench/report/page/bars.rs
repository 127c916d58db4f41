//! A chart of bars, one for each contender.

use super::{colour, scale::Scale};

/// What is drawn.
pub(super) struct Bars<'c> {
    /// What it shows.
    pub(super) title: String,
    /// A name, its value, and what is written at the bar's end.
    pub(super) bars: Vec<(&'c str, f64, String)>,
    /// Whether the axis goes by powers of ten.
    pub(super) logarithmic: bool,
    /// Where a line is drawn across: the limit, or what is to be reached.
    pub(super) mark: Option<f64>,
}

const WIDTH: f64 = 420.0;
const ROW: f64 = 19.0;
const LEFT: f64 = 162.0;
/// For what is written at the end of the longest bar.
const RIGHT: f64 = 92.0;

impl Bars<'_> {
    /// The chart.
    pub(super) fn figure(&self) -> String {
        let values = self.bars.iter().map(|(_, value, _)| *value).chain(self.mark);
        let Some(scale) = Scale::over(values, self.logarithmic) else { return String::new() };
        let height = ROW * self.bars.len() as f64 + 4.0;
        let bars: String =
            self.bars.iter().enumerate().map(|(row, bar)| Self::bar(row, bar, &scale)).collect();
        let mark = self.mark.map_or_else(String::new, |value| {
            let x = Self::x(&scale, value);
            format!("<line class=\"mark\" x1=\"{x:.1}\" x2=\"{x:.1}\" y1=\"0\" y2=\"{height}\"/>")
        });
        format!(
            "<figure><figcaption>{}</figcaption><svg viewBox=\"0 0 {WIDTH} {height}\" role=\"img\">{bars}{mark}</svg></figure>",
            self.title
        )
    }

    fn x(scale: &Scale, value: f64) -> f64 {
        LEFT + (WIDTH - LEFT - RIGHT) * scale.share(value)
    }

    fn bar(row: usize, (name, value, shown): &(&str, f64, String), scale: &Scale) -> String {
        let y = ROW * row as f64 + 2.0;
        let end = Self::x(scale, *value).max(LEFT + 1.0);
        let class = if colour::is_segue(name) { "bar" } else { "bar other" };
        format!(
            "<text text-anchor=\"end\" x=\"{}\" y=\"{text:.1}\">{name}</text>\
             <rect class=\"{class}\" {} x=\"{LEFT}\" y=\"{y:.1}\" width=\"{:.1}\" height=\"{}\" rx=\"2\"><title>{name}: {shown}</title></rect>\
             <text class=\"faint\" x=\"{:.1}\" y=\"{text:.1}\">{shown}</text>",
            LEFT - 6.0,
            colour::style(name),
            end - LEFT,
            ROW - 5.0,
            end + 5.0,
            text = y + 11.0,
        )
    }
}
