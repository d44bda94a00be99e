"""Writes the vectors that src/estimate's sensitivity measures are held against.

Designs and noisy outputs of two test functions, and what SALib finds in them. Made with Python 3, SALib 1.5.1,
numpy 2.4.6, scipy 1.17.1 and pandas 2.3.3:

    python -m venv venv && venv/bin/pip install SALib==1.5.1 numpy==2.4.6 scipy==1.17.1 pandas==2.3.3
    venv/bin/python tests/sensitivity_vectors/make.py
"""

import csv
import pathlib

import numpy as np
from SALib.analyze import morris as morris_analysis
from SALib.analyze import sobol as sobol_analysis
from SALib.sample import morris as morris_sample
from SALib.sample import sobol as sobol_sample

HERE = pathlib.Path(__file__).parent
A = np.array([0.0, 1.0, 4.5, 9.0, 99.0, 99.0])


def ishigami(x):
    return np.sin(x[:, 0]) + 7.0 * np.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * np.sin(x[:, 0])


def g_function(x):
    return np.prod((np.abs(4.0 * x - 2.0) + A) / (1.0 + A), axis=1)


CASES = {
    "ishigami": (ishigami, {"num_vars": 3, "names": ["x1", "x2", "x3"], "bounds": [[-np.pi, np.pi]] * 3}, 1.0),
    "g": (g_function, {"num_vars": 6, "names": [f"x{i}" for i in range(1, 7)], "bounds": [[0.0, 1.0]] * 6}, 0.3),
}


def write(name, header, rows):
    with open(HERE / name, "w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows([[repr(float(v)) if not isinstance(v, str) else v for v in row] for row in rows])


rng = np.random.default_rng(20241104)
for name, (function, problem, noise) in CASES.items():
    points = sobol_sample.sample(problem, 64, calc_second_order=False, seed=11)
    outputs = function(points) + rng.normal(0.0, noise, len(points))
    write(f"{name}_saltelli.csv", [*problem["names"], "y"], np.column_stack([points, outputs]))
    found = sobol_analysis.analyze(problem, outputs, calc_second_order=False, seed=1)
    write(f"{name}_indices.csv", ["factor", "first", "total"],
          [[factor, found["S1"][i], found["ST"][i]] for i, factor in enumerate(problem["names"])])
    points = morris_sample.sample(problem, 20, num_levels=4, seed=7)
    outputs = function(points) + rng.normal(0.0, noise, len(points))
    write(f"{name}_trajectories.csv", [*problem["names"], "y"], np.column_stack([points, outputs]))
    found = morris_analysis.analyze(problem, points, outputs, num_levels=4, seed=1)
    write(f"{name}_screening.csv", ["factor", "mu", "mu_star", "sigma"],
          [[factor, found["mu"][i], found["mu_star"][i], found["sigma"][i]] for i, factor in enumerate(problem["names"])])
