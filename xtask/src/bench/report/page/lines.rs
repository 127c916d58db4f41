//! A chart of lines over the number of tasks.

use super::{colour, scale::Scale};

/// What is drawn.
pub(super) struct Lines<'c> {
    /// What it shows.
    pub(super) title: String,
    /// The places on the horizontal axis.
    pub(super) places: Vec<String>,
    /// A name, and a value at each place.
    pub(super) series: Vec<(&'c str, Vec<Option<f64>>)>,
    /// Whether the vertical axis goes by powers of ten.
    pub(super) logarithmic: bool,
    /// A value in words.
    pub(super) shown: fn(f64) -> String,
}

const WIDTH: f64 = 420.0;
const HEIGHT: f64 = 240.0;
const LEFT: f64 = 58.0;
const BOTTOM: f64 = 34.0;
const TOP: f64 = 10.0;

impl Lines<'_> {
    /// The chart.
    pub(super) fn figure(&self) -> String {
        let values = self.series.iter().flat_map(|(_, values)| values.iter().flatten().copied());
        let Some(scale) = Scale::over(values, self.logarithmic) else { return String::new() };
        let lines: String =
            self.series.iter().map(|(name, values)| self.line(name, values, &scale)).collect();
        format!(
            "<figure><figcaption>{}</figcaption><svg viewBox=\"0 0 {WIDTH} {HEIGHT}\" role=\"img\">{}{}{lines}</svg></figure>",
            self.title,
            self.ticks(&scale),
            self.axis(),
        )
    }

    fn x(&self, place: usize) -> f64 {
        let step = (WIDTH - LEFT - 24.0) / (self.places.len().max(2) - 1) as f64;
        LEFT + 12.0 + step * place as f64
    }

    fn y(scale: &Scale, value: f64) -> f64 {
        let height = HEIGHT - TOP - BOTTOM;
        TOP + height * (1.0 - scale.share(value))
    }

    fn ticks(&self, scale: &Scale) -> String {
        let tick = |value: &f64| {
            let y = Self::y(scale, *value);
            let (text, label) = (y + 4.0, (self.shown)(*value));
            format!(
                "<line class=\"rule\" x1=\"{LEFT}\" x2=\"{WIDTH}\" y1=\"{y:.1}\" y2=\"{y:.1}\"/>\
                 <text class=\"faint\" text-anchor=\"end\" x=\"{}\" y=\"{text:.1}\">{label}</text>",
                LEFT - 6.0
            )
        };
        scale.ticks().iter().map(tick).collect()
    }

    fn axis(&self) -> String {
        let y = HEIGHT - BOTTOM + 16.0;
        let places = self.places.iter().enumerate().map(|(index, place)| {
            format!(
                "<text class=\"faint\" text-anchor=\"middle\" x=\"{:.1}\" y=\"{y}\">{place}</text>",
                self.x(index)
            )
        });
        let middle = (LEFT + WIDTH) / 2.0;
        let title = format!(
            "<text class=\"faint\" text-anchor=\"middle\" x=\"{middle}\" y=\"{}\">tasks</text>",
            HEIGHT - 4.0
        );
        places.chain([title]).collect()
    }

    fn line(&self, name: &str, values: &[Option<f64>], scale: &Scale) -> String {
        let points = values.iter().enumerate().filter_map(|(place, value)| {
            value.map(|value| (self.x(place), Self::y(scale, value), (self.shown)(value)))
        });
        let points: Vec<_> = points.collect();
        let path: Vec<String> = points.iter().map(|(x, y, _)| format!("{x:.1},{y:.1}")).collect();
        let (class, radius) = if colour::is_segue(name) { ("series segue", 3.4) } else { ("series", 2.4) };
        let style = colour::style(name);
        let marks = points.iter().map(|(x, y, shown)| {
            format!("<circle {style} cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"{radius}\"><title>{name}: {shown}</title></circle>")
        });
        let path = format!("<path class=\"{class}\" {style} d=\"M{}\"/>", path.join(" L"));
        std::iter::once(path).chain(marks).collect()
    }
}
