"""Tables of docs/calibration.md from the directory of a finished calibration: python3 docs/tools/calibration.py DIRECTORY"""

import csv
import json
import pathlib
import sys

directory = pathlib.Path(sys.argv[1])
page = pathlib.Path(__file__).parent.parent / "calibration.md"


def table(name):
    with open(directory / name, newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def short(text, digits=3):
    if text == "":
        return ""
    value = float(text)
    return f"{value:,.0f}" if abs(value) >= 1000 and digits == 3 and value == round(value) else f"{value:.{digits}g}"


def three(row, stem):
    return ", ".join(short(row[f"{stem}_{point}"]) for point in ("p05", "p50", "p95"))


def rows(head, body):
    return "\n".join(["| " + " | ".join(head) + " |", "|" + " --- |" * len(head)] + ["| " + " | ".join(line) + " |" for line in body])


words = lambda text: text.replace("_", " ")
posterior = json.load(open(directory / "posterior.json", encoding="utf-8"))
contraction = sorted(table("contraction.csv"), key=lambda row: -float(row["contraction"]))
correlations = sorted(table("correlations.csv"), key=lambda row: -abs(float(row["correlation"])))
predictive = table("predictive.csv")
summaries = [row for row in predictive if row["kind"] == "summary"]
outside = ", ".join(f"`{row['statistic']}`" for row in summaries if row["in_95_band"] == "false") or "none"
inside = [sum(row[column] == "true" for row in summaries) for column in ("in_80_band", "in_95_band")]
parts = [
    f"Made by `{posterior['command']} --check`; tables by `python3 docs/tools/calibration.py DIRECTORY`.",
    "### Generations",
    rows(
        ["generation", "runs", "directions narrowed", "bank", "accepted", "tolerance, sd", "effective sample size"],
        [
            [g["generation"], g["runs"], g["narrowed_directions"], g["bank_runs"], g["accepted_runs"], short(g["tolerance_sd"]), short(g["effective_sample_size"])]
            for g in table("generations.csv")
        ],
    ),
    "### Prior to posterior",
    "5, 50 and 95 % points; sorted by contraction.",
    rows(
        ["parameter", "prior", "posterior", "contraction", "verdict"],
        [[f"`{r['parameter']}`", three(r, "prior"), three(r, "posterior"), f"{float(r['contraction']):.2f}", words(r["verdict"])] for r in contraction],
    ),
    "### Strongest trade-offs",
    rows(
        ["pair", "correlation"],
        [[f"`{r['parameter']}`, `{r['other_parameter']}`", f"{float(r['correlation']):.2f}"] for r in correlations[:8]],
    ),
    "Patience against the demand scale: "
    + "; ".join(
        f"`{r['other_parameter'] if r['parameter'] == 'demand.level' else r['parameter']}` {float(r['correlation']):.2f}"
        for r in correlations
        if "demand.level" in (r["parameter"], r["other_parameter"]) and "coast.patience" in r["parameter"] + r["other_parameter"]
    )
    + ". `demand.level` is the scale over what patience and loss imply, so most of that trade-off is in its definition.",
    "### The record among histories of the posterior",
    rows(
        ["level", "record", "median", "80 % band", "in it"],
        [
            [words(r["statistic"]), short(r["observed"]), short(f"{float(r['median']):.4g}"), f"{short(r['low80'])} to {short(r['high80'])}", "yes" if r["in_80_band"] == "true" else "no"]
            for r in predictive
            if r["kind"] == "level"
        ],
    ),
    f"Of {len(summaries)} summaries {inside[0]} lie in their 80 % band and {inside[1]} in their 95 % band; outside the latter: {outside}.",
    "### Diagnostics",
    rows(
        ["check", "value", "rule", "verdict", "meaning"],
        [[words(r["check"]), short(r["value"]), r["rule"], words(r["verdict"]), r["meaning"]] for r in table("diagnostics.csv")],
    ),
]
if (directory / "sbc.csv").exists():
    checks = [row for row in table("sbc.csv") if row["informed"] == "true"]
    first = checks[0]
    bounds = ", ".join(f"{float(first[f'coverage_{c}_low']):.2f} to {float(first[f'coverage_{c}_high']):.2f} ({c} %)" for c in (50, 80, 95))
    means = [sum(float(row[f"coverage_{c}"]) for row in checks) / len(checks) for c in (50, 80, 95)]
    parts += [
        f"### The method on {first['data_sets']} data sets of its own bank",
        f"Informed parameters. Ranks uniform: Kolmogorov-Smirnov distance at most {short(first['rank_distance_allowed'])}; coverage within {bounds}: a false alarm in "
        "one of a hundred whole tables. A known truth is recovered: correlation of posterior mean and truth, and mean error in prior sd.",
        rows(
            ["parameter", "distance", "50 %", "80 %", "95 %", "correlation", "mean error", "verdict"],
            [
                [f"`{r['parameter']}`", f"{float(r['rank_distance']):.3f}"]
                + [f"{float(r[f'coverage_{c}']):.2f}" for c in (50, 80, 95)]
                + [f"{float(r['correlation_with_truth']):.2f}", f"{float(r['bias_prior_sd']):+.2f}", r["verdict"]]
                for r in checks
            ],
        ),
        "Mean coverage over these parameters: {:.3f}, {:.3f} and {:.3f}.".format(*means),
    ]
text = page.read_text(encoding="utf-8")
begin, end = "<!-- calibration begin -->\n", "<!-- calibration end -->"
before, rest = text.split(begin)
page.write_text(before + begin + "\n" + "\n\n".join(parts) + "\n\n" + end + rest.split(end)[1], encoding="utf-8")
