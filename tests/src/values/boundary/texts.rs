//! Texts, bytes, UUIDs, and what is kept as text.

use super::{Boundary, FieldType, NewKinds, boundaries, ordinary};
use crate::models::Shade;
use uuid::Uuid;

pub(super) fn all() -> Vec<Boundary> {
    let mut out = Vec::new();
    boundaries!(out, text, AS_THEY_ARE.map(str::to_owned));
    boundaries!(out, text, ALIKE.map(str::to_owned));
    // Whoever sorts or compares by the beginning alone does not tell these apart.
    boundaries!(out, text, ["a", "b", "A"].map(|end| format!("{}{end}", "x".repeat(2000))));
    boundaries!(out, text, ["é🦀".repeat(1 << 18)]);
    boundaries!(out, short, ["", "1234567 ", "12345678", " "].map(str::to_owned));
    boundaries!(out, short, ["𝄞".repeat(8), "a".into(), "A".into(), "a ".into(), "é".into(), "e".into()]);
    boundaries!(out, bytes, [vec![], vec![0], vec![0, 255, 10, 39], b"text".to_vec(), b"text ".to_vec()]);
    boundaries!(out, bytes, [vec![255], vec![128, 0], (0..=255).collect(), vec![0xA5; 1 << 20]]);
    boundaries!(out, shade, [Shade::Black, Shade::White]);
    let random = Uuid::from_u128(0x67e5_5044_10b1_426f_9247_bb68_0e5f_e0c8);
    boundaries!(out, uuid, [Uuid::nil(), Uuid::max(), random, Uuid::from_u128(1), Uuid::from_u128(1 << 127)]);
    out
}

/// What somebody might escape, cut, take for something else, or leave out.
const AS_THEY_ARE: [&str; 15] = [
    "",
    " ",
    "it's",
    "ä €",
    "𝄞 🦀",
    "\u{feff}bom",
    "line\r\nbreak\ttab",
    "back\\slash \\' \\0 %_",
    "7",
    "NULL",
    "x'00'",
    "?1 $1 :a",
    "\u{1}\u{7f}",
    "\u{fffd}\u{ffff}\u{10ffff}",
    " x ",
];

/// What a collation might take for the same, or sort in another order than by the characters' numbers: as by UTF-16, where
/// what lies beyond U+FFFF comes before U+E000.
const ALIKE: [&str; 17] = [
    "a",
    "A",
    "a ",
    "a\t",
    "z",
    "Z",
    "e",
    "é",
    "e\u{301}",
    "ä",
    "ae",
    "ß",
    "ss",
    "\u{e000}",
    "🦀",
    "🦁",
    "a\u{200b}",
];
