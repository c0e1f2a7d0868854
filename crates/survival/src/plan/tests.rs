use super::*;

const SIZE: Size = Size { files: 500, span: Duration::from_secs(120) };

#[test]
fn the_same_seed_is_the_same_plan_and_another_one_is_another() {
    assert_eq!(Plan::new(7, SIZE), Plan::new(7, SIZE));
    assert_ne!(Plan::new(7, SIZE), Plan::new(8, SIZE));
    assert_eq!(Plan::new(7, SIZE).to_string(), Plan::new(7, SIZE).to_string());
}

#[test]
fn every_clip_is_shot_once_and_has_a_name_that_no_other_name_contains() {
    for seed in 0..50 {
        let plan = Plan::new(seed, SIZE);
        let shot: usize = plan
            .steps
            .iter()
            .map(|step| match step.what {
                What::Shoot { clips } | What::PausedInTheCloud { clips, .. } => clips,
                _ => 0,
            })
            .sum();
        assert_eq!(shot, plan.clips.len(), "seed {seed}");
        assert!(plan.steps.is_sorted_by_key(|step| step.at), "seed {seed}");
        for one in &plan.clips {
            let holding = plan.clips.iter().filter(|other| other.name.contains(&one.name));
            assert_eq!(holding.count(), 1, "seed {seed}: {}", one.name);
        }
    }
}

#[test]
fn nothing_is_shot_while_a_clock_is_wrong_and_no_clock_is_wrong_in_a_pause() {
    for seed in 0..200 {
        let mut wrong_until = Duration::ZERO;
        let mut paused_until = Duration::ZERO;
        let mut passed = false;
        for step in Plan::new(seed, SIZE).steps {
            match step.what {
                What::ClockJumps { span, .. } => {
                    assert!(step.at >= paused_until, "seed {seed}");
                    assert!(step.at >= wrong_until, "seed {seed}");
                    wrong_until = step.at + span;
                }
                What::Shoot { .. } => {
                    assert!(step.at >= wrong_until && step.at >= paused_until, "seed {seed}");
                }
                What::PausedInTheCloud { span, .. } => {
                    assert!(step.at >= wrong_until && step.at >= paused_until, "seed {seed}");
                    assert!(!passed, "seed {seed}");
                    paused_until = step.at + span;
                }
                What::Pass { .. } => {
                    assert!(step.at >= paused_until, "seed {seed}");
                    passed = true;
                }
                _ => {}
            }
        }
    }
}

#[test]
fn in_some_plans_everything_happens() {
    let text: String = (0..20).map(|seed| Plan::new(seed, SIZE).to_string()).collect();
    for word in [
        "Kill",
        "Quit",
        "CutLine",
        "BlackHole",
        "LongLine",
        "Calm",
        "ExpireTokens",
        "ExpireTargets",
        "Pass",
        "ClockJumps",
        "DiskFull",
        "DatabaseLocked",
        "PausedInTheCloud",
        "Pause {",
        "Cancel",
        "Top",
        "PauseAll",
        "Changes",
        "Vanishes",
        "Grows",
        "SeenTwice",
        "Empty",
        "ShotInAPause",
        "Poisoned",
        "LoseResponse",
        "ResetMidBody",
        "Stall",
        "Slow",
        "Malformed",
        "Redirect",
    ] {
        assert!(text.contains(word), "{word}");
    }
}
