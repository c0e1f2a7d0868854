//! Cutting a clip that is still being recorded, without knowing how long it gets.
//!
//! Part 1 is the head: planned first, sent last, because cameras go back and write sizes and
//! indexes into the head of a file when the take ends. Parts from 2 on follow in order. They get
//! larger the longer the take gets, so that the first ones leave within about a second of being
//! recorded and the largest file a cloud takes still fits into as many parts as it allows.

use crate::part::{Part, PartNumber};
use crate::provider::GrowingAbility;

/// A head larger than that would be waited for at the end of every take.
const LARGEST_HEAD: u64 = 64 * 1024 * 1024;

/// The law by which one clip is cut: `size(n) = first + (whole − most·first) · n² / Σ n²`, rounded
/// down, with `n` from 1 to `most`. The sizes only ever grow and add up to no more than `whole`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Growth {
    /// About one second of media, and no less than the cloud takes.
    first: u64,
    /// The largest file.
    whole: u64,
    ability: GrowingAbility,
}

impl Growth {
    /// `largest_file` is the cloud's limit for the whole, `bytes_per_second` how fast the clip has
    /// been growing as far as anyone can tell.
    pub fn new(ability: GrowingAbility, largest_file: u64, bytes_per_second: u64) -> Self {
        let most = u64::from(ability.most_parts.max(1));
        let upper = (largest_file / most)
            .min(ability.largest_part)
            .min(LARGEST_HEAD)
            .max(ability.smallest_part)
            .max(1);
        let first = bytes_per_second.clamp(ability.smallest_part.max(1), upper);
        Self { first, whole: largest_file, ability }
    }

    /// The same law again, found by the head that it gave.
    pub fn of_head(ability: GrowingAbility, largest_file: u64, head: u64) -> Self {
        let (mut low, mut high) = (1, head.max(1));
        while low < high {
            let middle = low + (high - low) / 2;
            let law = Self { first: middle, whole: largest_file, ability };
            if law.size(1) < head { low = middle + 1 } else { high = middle }
        }
        Self { first: low, whole: largest_file, ability }
    }

    pub fn head(&self) -> Part {
        Part { number: PartNumber(1), start: 0, length: self.size(1) }
    }

    /// How long a part of this number is, in bytes, unless it is the last one of the clip.
    pub fn size(&self, number: u32) -> u64 {
        let most = u128::from(self.ability.most_parts.max(1));
        let squares = most * (most + 1) * (2 * most + 1) / 6;
        let spread = u128::from(self.whole).saturating_sub(most * u128::from(self.first));
        let number = u128::from(number);
        let more = spread * number * number / squares;
        let size = u128::from(self.first) + more;
        u64::try_from(size).unwrap_or(u64::MAX).min(self.ability.largest_part)
    }

    /// Stays behind the end of a file that grows: what was written last may be written again.
    pub fn margin(&self) -> u64 {
        (self.ability.smallest_part / 4).max(1)
    }

    /// The part after `last`, once the file is long enough for it and the margin. `None` also when
    /// the cloud takes no more parts but the last one.
    pub fn next(&self, last: &Part, length: u64) -> Option<Part> {
        let number = last.number.0 + 1;
        if number >= self.ability.most_parts {
            return None;
        }
        let part = Part { number: PartNumber(number), start: end(last), length: self.size(number) };
        (end(&part).checked_add(self.margin())? <= length).then_some(part)
    }

    /// Whether a part can only be the last one of a clip: it is not as long as the law has it.
    pub fn is_last(&self, part: &Part) -> bool {
        part.length != self.size(part.number.0)
    }

    /// The whole plan for a file that has ended with `total` bytes, of which `planned` is what the
    /// cloud has been asked for so far, in order and with the head. What can stay as it is stays.
    /// With `fixed`, the last number cannot change any more, because the cloud knows it to be the
    /// last. `None`: this file does not fit into what was asked for.
    pub fn finish(&self, planned: &[Part], total: u64, fixed: bool) -> Option<Vec<Part>> {
        let last = *planned.last()?;
        if total == 0 || total > self.whole {
            return None;
        }
        if end(&last) < total && !fixed {
            return self.lengthen(planned, total);
        }
        self.cut_anew(planned, total)
    }

    /// More parts behind those that are planned.
    fn lengthen(&self, planned: &[Part], total: u64) -> Option<Vec<Part>> {
        let mut parts = planned.to_vec();
        loop {
            let last = parts.last()?;
            let (start, number) = (end(last), last.number.0 + 1);
            let rest = total - start;
            if rest == 0 {
                return Some(parts);
            }
            if number > self.ability.most_parts {
                return None;
            }
            let is_last_number = number == self.ability.most_parts;
            let length = if is_last_number { rest } else { rest.min(self.size(number)) };
            if length > self.ability.largest_part {
                return None;
            }
            parts.push(Part { number: PartNumber(number), start, length });
        }
    }

    /// As many parts as are planned, with the last ones cut differently: as few of them as can be.
    fn cut_anew(&self, planned: &[Part], total: u64) -> Option<Vec<Part>> {
        let count = planned.len();
        let least = self.ability.smallest_part.max(1);
        (0..count).rev().find_map(|kept| {
            let start = planned[..kept].last().map_or(0, end);
            let rest = total.checked_sub(start).filter(|rest| *rest > 0)?;
            let others = (count - kept - 1) as u64;
            let length = (rest / (others + 1)).max(least);
            let at_the_end = rest.checked_sub(others.checked_mul(length)?).filter(|it| *it > 0)?;
            if length.min(rest).max(at_the_end) > self.ability.largest_part {
                return None;
            }
            let mut parts = planned[..kept].to_vec();
            let mut start = start;
            for number in kept as u32 + 1..=count as u32 {
                let length = if number as usize == count { at_the_end } else { length };
                parts.push(Part { number: PartNumber(number), start, length });
                start += length;
            }
            Some(parts)
        })
    }
}

fn end(part: &Part) -> u64 {
    part.start.saturating_add(part.length)
}

#[cfg(test)]
mod tests {
    use super::*;

    const MIB: u64 = 1 << 20;
    const TIB: u64 = 1 << 40;

    /// What S3 takes, and so what is behind Frame.io.
    const S3: GrowingAbility = GrowingAbility {
        smallest_part: 5 * MIB,
        largest_part: 5 << 30,
        most_parts: 10_000,
        parts_can_be_sent_again: true,
    };

    fn law(bytes_per_second: u64) -> Growth {
        Growth::new(S3, 5 * TIB, bytes_per_second)
    }

    /// No crate for it: the domain has none, and any numbers will do if they are many and known.
    struct Dice(u64);

    impl Dice {
        fn below(&mut self, limit: u64) -> u64 {
            self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            (self.0 >> 16) % limit.max(1)
        }
    }

    fn covers(parts: &[Part], total: u64, law: &Growth) {
        let mut at = 0;
        for (index, part) in parts.iter().enumerate() {
            assert_eq!((part.number.0, part.start), (index as u32 + 1, at), "{law:?}");
            at += part.length;
            let is_last = index + 1 == parts.len();
            assert!(part.length > 0 && part.length <= law.ability.largest_part);
            assert!(is_last || part.length >= law.ability.smallest_part, "{part:?} of {total}");
        }
        assert_eq!(at, total);
        assert!(parts.len() <= law.ability.most_parts as usize);
    }

    /// What has been asked for when the file has that length, with nothing held up.
    fn asked_for(law: &Growth, length: u64) -> Vec<Part> {
        let mut parts = vec![law.head()];
        while let Some(part) = law.next(parts.last().unwrap(), length) {
            parts.push(part);
        }
        parts
    }

    #[test]
    fn the_law_has_the_sizes_that_were_worked_out_on_paper() {
        let law = law(0);
        assert_eq!(law.size(1), 5 * MIB + 16);
        let about = |size: u64, expected: f64| (size as f64 / expected - 1.0).abs() < 0.005;
        assert!(about(law.size(1_000), 20.6 * MIB as f64), "{}", law.size(1_000));
        assert!(about(law.size(10_000), 1.53 * (1_u64 << 30) as f64), "{}", law.size(10_000));
        let first_thousand: u64 = (1..=1_000).map(|n| law.size(n)).sum();
        assert!(about(first_thousand, 10.0 * (1_u64 << 30) as f64), "{first_thousand}");
    }

    #[test]
    fn sizes_only_ever_grow_and_add_up_to_the_largest_file_at_most() {
        for bytes_per_second in [0, 6 * MIB, 50 * MIB, u64::MAX] {
            let law = law(bytes_per_second);
            let sizes: Vec<u64> = (1..=10_000).map(|n| law.size(n)).collect();
            assert!(sizes.is_sorted() && sizes[9_999] < S3.largest_part);
            let sum: u64 = sizes.iter().sum();
            assert!(sum <= 5 * TIB && sum > 5 * TIB - 10_001, "{sum}");
        }
    }

    #[test]
    fn the_law_is_found_again_by_its_head() {
        for bytes_per_second in (0..70 * MIB).step_by(1_234_567) {
            let law = law(bytes_per_second);
            let again = Growth::of_head(S3, 5 * TIB, law.head().length);
            for number in [1, 2, 77, 10_000] {
                assert_eq!(again.size(number), law.size(number), "{bytes_per_second}");
            }
        }
    }

    #[test]
    fn a_part_is_cut_once_the_file_has_it_and_the_margin_behind_it() {
        let law = law(0);
        let head = law.head();
        let enough = head.length + law.size(2) + law.margin();
        assert_eq!(law.next(&head, enough - 1), None);
        let second = law.next(&head, enough).unwrap();
        assert_eq!((second.number.0, second.start, second.length), (2, head.length, law.size(2)));
        let last_but_one = Part { number: PartNumber(9_999), start: 0, length: 1 };
        assert_eq!(law.next(&last_but_one, u64::MAX), None, "the last number is for the rest");
    }

    #[test]
    fn whatever_the_size_the_parts_cover_the_clip_within_the_limits() {
        let seed = 20_261_125;
        println!("seed {seed}");
        let mut dice = Dice(seed);
        let mut totals = vec![1, 5 * MIB - 1, 5 * MIB, 5 * MIB + 16, 5 * MIB + 17, 10 * MIB];
        totals.extend([5 * TIB, 5 * TIB - 1]);
        totals.extend((0..200).map(|_| 1 + dice.below(40 << 30)));
        totals.extend((0..5).map(|_| 1 + dice.below(5 * TIB)));
        for total in totals {
            let law = law(dice.below(80 * MIB));
            let planned = asked_for(&law, total);
            let parts = law.finish(&planned, total, false).expect("it fits");
            covers(&parts, total, &law);
            let kept = if total < planned[0].length { 0 } else { planned.len() };
            assert_eq!(parts[..kept], planned[..kept], "{total}");
            let last = parts.last().unwrap();
            assert!(law.is_last(last) || last.length == law.size(last.number.0));
            // Nothing changes by asking a second time.
            assert_eq!(law.finish(&parts, total, true), Some(parts));
        }
        assert_eq!(law(0).finish(&[law(0).head()], 5 * TIB + 1, false), None);
    }

    #[test]
    fn a_clip_smaller_than_the_head_is_one_part() {
        let law = law(0);
        let parts = law.finish(&[law.head()], 1_000, false).unwrap();
        assert_eq!(parts, [Part { number: PartNumber(1), start: 0, length: 1_000 }]);
        assert!(law.is_last(&parts[0]));
    }

    #[test]
    fn a_file_that_ends_elsewhere_than_it_was_cut_for_is_cut_anew_or_does_not_fit() {
        let law = law(0);
        let planned = asked_for(&law, 60 * MIB);
        let (count, planned_end) = (planned.len(), end(planned.last().unwrap()));
        // Shorter by less than the last part: only that one changes.
        let shorter = law.finish(&planned, planned_end - 4 * MIB, false).unwrap();
        covers(&shorter, planned_end - 4 * MIB, &law);
        assert_eq!(shorter[..count - 1], planned[..count - 1]);
        // The end was told, and then more came.
        let longer = law.finish(&planned, planned_end + 3 * MIB, true).unwrap();
        covers(&longer, planned_end + 3 * MIB, &law);
        assert_eq!(longer.len(), count);
        // As many parts of the least size as there are have no room in it.
        assert_eq!(law.finish(&planned, 20 * MIB, false), None);
        assert_eq!(law.finish(&planned, 0, false), None);
        // With larger parts there is some room.
        let law = Growth::new(S3, 5 * TIB, 20 * MIB);
        let planned = asked_for(&law, 200 * MIB);
        let half = law.finish(&planned, 100 * MIB, false).unwrap();
        covers(&half, 100 * MIB, &law);
        assert_eq!(half.len(), planned.len());
    }

    #[test]
    fn ends_of_any_kind_lead_to_a_plan_within_the_limits_or_to_none() {
        let seed = 4_711;
        println!("seed {seed}");
        let mut dice = Dice(seed);
        let mut fits = 0;
        for _ in 0..2_000 {
            let law = law(dice.below(30 * MIB));
            let planned = asked_for(&law, dice.below(400 * MIB));
            let total = 1 + dice.below(400 * MIB);
            if let Some(parts) = law.finish(&planned, total, dice.below(2) == 0) {
                covers(&parts, total, &law);
                assert!(parts.len() >= planned.len());
                fits += 1;
            }
        }
        assert!(fits > 500, "{fits} of 2000 prove little");
    }

    #[test]
    fn a_cloud_with_odd_limits_still_gets_a_plan() {
        let odd = GrowingAbility { smallest_part: 0, largest_part: 10, most_parts: 3, ..S3 };
        let law = Growth::new(odd, 25, u64::MAX);
        let planned = asked_for(&law, 25);
        covers(&law.finish(&planned, 25, false).unwrap(), 25, &law);
        assert_eq!(law.finish(&planned, 26, false), None);
        let none = GrowingAbility { most_parts: 0, ..odd };
        assert_eq!(Growth::new(none, 0, 7).next(&law.head(), 100), None);
    }
}
