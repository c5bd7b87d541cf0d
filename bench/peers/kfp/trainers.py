"""Eight trainers side by side, and a deployment if the best is good enough, for KFP: `trainers.py OUT.yaml`."""
import sys

from kfp import compiler, dsl

component = dsl.component(base_image="python:3.11", install_kfp_package=False)


@component
def load() -> list:
    return list(range(100))


@component
def split(rows: list) -> dict:
    return {"train": rows[:80], "test": rows[80:]}


@component
def train(data: dict, rate: int) -> float:
    return sum(data["train"]) / (1 + abs(rate - 5))


@component
def best(scores: list) -> float:
    return max(scores)


@component
def deploy(score: float) -> str:
    return f"deployed {score}"


@dsl.pipeline(name="trainers")
def trainers(limit: float = 100.0):
    data = split(rows=load().output)
    with dsl.ParallelFor(items=list(range(8))) as rate:
        trained = train(data=data.output, rate=rate)
    score = best(scores=dsl.Collected(trained.output))
    with dsl.If(score.output > limit):
        deploy(score=score.output)


compiler.Compiler().compile(trainers, sys.argv[1])
