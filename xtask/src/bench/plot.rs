//! The plot of the page: how fast everybody was as a multiple of curl, a row of bars for each case.

use std::fmt::Write;

use super::peers::OURS;
use super::{Outcome, page};

const WIDTH: f64 = 820.0;
const LEFT: f64 = 130.0;
const RIGHT: f64 = 70.0;
const BAR: f64 = 16.0;
const STEP: f64 = 22.0;
const TITLE: f64 = 34.0;

/// As SVG.
pub fn drawn(outcomes: &[Outcome]) -> String {
    let groups: Vec<(String, Vec<(&str, f64)>)> =
        outcomes.iter().map(|outcome| (outcome.case.name(), multiples(outcome))).collect();
    let most = groups.iter().flat_map(|(_, bars)| bars).map(|(_, of)| *of).fold(1.0, f64::max);
    let scale = (WIDTH - LEFT - RIGHT) / most;
    let height: f64 =
        groups.iter().map(|(_, bars)| TITLE + STEP * bars.len() as f64 + 12.0).sum::<f64>() + 10.0;
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {height}\" \
         width=\"{WIDTH}\" height=\"{height}\" font-family=\"sans-serif\" font-size=\"12\">\n\
         <title>Throughput as a multiple of curl's</title>\n\
         <rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n"
    );
    let mut top = 0.0;
    for (name, bars) in &groups {
        // A string takes whatever is written to it.
        let _ = writeln!(
            svg,
            "<text x=\"{LEFT}\" y=\"{:.1}\" font-weight=\"bold\" fill=\"#1c1c1c\">{name}: \
             throughput, curl = 1</text>",
            top + 22.0
        );
        top += TITLE;
        let bottom = top + STEP * bars.len() as f64;
        let one = LEFT + scale;
        for (peer, of) in bars {
            let colour = if *peer == OURS { "#0b6e4f" } else { "#8a97a6" };
            let (text, length) = (top + BAR - 4.0, of * scale);
            let _ = writeln!(
                svg,
                "<text x=\"{:.1}\" y=\"{text:.1}\" text-anchor=\"end\" fill=\"#1c1c1c\">{peer}\
                 </text><rect x=\"{LEFT}\" y=\"{top:.1}\" width=\"{length:.1}\" height=\"{BAR}\" \
                 fill=\"{colour}\"/><text x=\"{:.1}\" y=\"{text:.1}\" fill=\"#1c1c1c\">{of:.2}\
                 </text>",
                LEFT - 8.0,
                LEFT + length + 6.0,
            );
            top += STEP;
        }
        let _ = writeln!(
            svg,
            "<line x1=\"{one:.1}\" y1=\"{:.1}\" x2=\"{one:.1}\" y2=\"{bottom:.1}\" \
             stroke=\"#1c1c1c\" stroke-dasharray=\"3 3\"/>",
            bottom - STEP * bars.len() as f64 - 4.0
        );
        top += 12.0;
    }
    svg + "</svg>\n"
}

/// The median over the rounds, fastest first; who was not measured has no bar.
fn multiples(outcome: &Outcome) -> Vec<(&'static str, f64)> {
    let Some(curl) = outcome.rows.iter().find(|row| row.name == "curl" && !row.runs.is_empty())
    else {
        return Vec::new();
    };
    let measured = outcome.rows.iter().filter(|row| !row.runs.is_empty());
    let mut all: Vec<_> = measured
        .map(|row| (row.name, page::median(page::speed_ratios(row, curl).into_iter())))
        .collect();
    all.sort_by(|(_, one), (_, other)| other.total_cmp(one));
    all
}
