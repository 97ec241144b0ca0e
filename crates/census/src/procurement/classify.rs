//! Is a contract about surveillance, and why?

use serde::{Deserialize, Serialize};

use super::rules::{Hit, Part, hits};
use super::subject::lot;
use super::{Notice, Rules};
use crate::{Cpv, Language};

/// What a second rule that speaks of surveillance adds.
const ANOTHER: i16 = 10;

/// What the rules say of a contract.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Judgement {
    /// From 0 to 100.
    pub score: u8,
    /// Should a person look at it?
    pub proposed: bool,
    /// Why, or why not.
    pub findings: Vec<Finding>,
    /// The technologies that its words tell of, in the order of the rules.
    pub technologies: Vec<String>,
}

/// One reason.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// What it adds to the score, or takes from it.
    pub weight: i16,
    /// What was found: the phrase or the code; empty when nothing was.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub found: String,
    /// What it means, in French.
    pub fr: String,
    /// What it means, in English.
    pub en: String,
}

impl Finding {
    /// The reason in one line: `« caméra piéton » : des caméras portées par des agents (+75)`.
    pub fn words(&self, language: Language) -> String {
        let meaning = language.pick(&self.fr, &self.en);
        let weight = if self.weight == 0 { String::new() } else { format!(" ({:+})", self.weight) };
        match self.found.as_str() {
            "" => format!("{meaning}{weight}"),
            found => format!("{} : {meaning}{weight}", language.pick("« {} »", "“{}”").replace("{}", found)),
        }
    }

    fn of(hit: Hit, weight: i16) -> Self {
        Self::meaning(hit.text, weight, [hit.rule.words(Language::French), hit.rule.words(Language::English)])
    }

    fn meaning(found: &str, weight: i16, [fr, en]: [&str; 2]) -> Self {
        Self { weight, found: found.replace('*', "…"), fr: fr.to_owned(), en: en.to_owned() }
    }
}

impl Rules {
    /// Judges a contract.
    pub fn judge(&'static self, notice: &Notice) -> Judgement {
        self.judge_title(&notice.object, notice.cpv.as_ref())
    }

    /// Judges a contract by its title and its code.
    pub fn judge_title(&'static self, title: &str, cpv: Option<&Cpv>) -> Judgement {
        let whole = hits(title);
        match lot(title).map(hits) {
            Some(own) if best(&own).is_some() => self.weigh(&own, &whole, cpv),
            Some(own) if own.iter().any(|hit| matches!(hit.part, Part::Trade | Part::Trap)) => other_trade(&own),
            _ => self.weigh(&whole, &whole, cpv),
        }
    }

    fn weigh(&'static self, hits: &[Hit], whole: &[Hit], cpv: Option<&Cpv>) -> Judgement {
        let Some(word) = best(hits) else { return self.weigh_code(hits, cpv) };
        let certain = word.rule.weight >= self.certain;
        let mut findings = vec![Finding::of(word, word.rule.weight)];
        let trap = hits.iter().find(|hit| hit.part == Part::Trap).filter(|_| !certain);
        if let Some(trap) = trap {
            findings.push(Finding::of(*trap, 0));
            return self.judged(findings, Vec::new(), true);
        }
        let words = || hits.iter().filter(|hit| hit.part == Part::Word);
        let another = words().find(|hit| !std::ptr::eq(hit.rule, word.rule) && hit.rule.weight > ANOTHER + 5);
        findings.extend(another.map(|hit| Finding::of(*hit, ANOTHER)));
        let support = whole.iter().find(|hit| hit.part == Part::Support);
        findings.extend(support.map(|hit| Finding::of(*hit, hit.rule.weight)));
        findings.extend(self.code(cpv).filter(|finding| finding.weight > 0 || !certain));
        let mut technologies: Vec<String> = Vec::new();
        for hit in words().filter(|hit| hit.rule.weight >= self.certain || std::ptr::eq(hit.rule, word.rule)) {
            technologies.extend(hit.rule.technology.clone().filter(|key| !technologies.contains(key)));
        }
        self.judged(findings, technologies, false)
    }

    /// No word speaks of surveillance: only the code can, and not against a trap.
    fn weigh_code(&'static self, hits: &[Hit], cpv: Option<&Cpv>) -> Judgement {
        let trap = hits.iter().find(|hit| hit.part == Part::Trap);
        let mut findings: Vec<Finding> = trap.map(|trap| Finding::of(*trap, 0)).into_iter().collect();
        let code = self.code(cpv).filter(|finding| finding.weight > 0);
        if code.is_none() && trap.is_none() {
            let nothing = ["aucun mot ni code CPV de la liste", "no word and no CPV code of the list"];
            findings.push(Finding::meaning("", 0, nothing));
        }
        findings.extend(code);
        self.judged(findings, Vec::new(), trap.is_some())
    }

    fn code(&'static self, cpv: Option<&Cpv>) -> Option<Finding> {
        let cpv = cpv?;
        let rule = self.of_code(cpv)?;
        let meaning = [rule.words(Language::French), rule.words(Language::English)];
        Some(Finding::meaning(cpv.as_str(), rule.weight, meaning))
    }

    fn judged(&self, mut findings: Vec<Finding>, technologies: Vec<String>, trapped: bool) -> Judgement {
        let sum: i16 = findings.iter().map(|finding| finding.weight).sum();
        let sum = sum.clamp(0, 100) as u8;
        let score = if trapped { sum.min(self.threshold.saturating_sub(1)) } else { sum };
        let proposed = score >= self.threshold;
        if !proposed && !trapped && score > 0 {
            let weak = ["trop peu d’indices", "too few signs"];
            findings.push(Finding::meaning("", 0, weak));
        }
        let technologies = if proposed { technologies } else { Vec::new() };
        Judgement { score, proposed, findings, technologies }
    }
}

/// A lot that says what it is about, and that is something else.
fn other_trade(own: &[Hit]) -> Judgement {
    let other = own.iter().filter(|hit| matches!(hit.part, Part::Trade | Part::Trap));
    let findings = other.take(3).map(|hit| Finding::of(*hit, 0)).collect();
    Judgement { score: 0, proposed: false, findings, technologies: Vec::new() }
}

/// The word that weighs most.
fn best(hits: &[Hit]) -> Option<Hit> {
    let words = hits.iter().filter(|hit| hit.part == Part::Word);
    words.copied().reduce(|best, hit| if hit.rule.weight > best.rule.weight { hit } else { best })
}
