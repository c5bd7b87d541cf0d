"""Eight trainers side by side, and a deployment if the best is good enough, for Metaflow. Its `switch` wants a step of its own behind a join."""
from metaflow import FlowSpec, Parameter, step


class Trainers(FlowSpec):
    limit = Parameter("limit", default=100.0)

    @step
    def start(self):
        self.rows = list(range(100))
        self.next(self.split)

    @step
    def split(self):
        self.data = {"train": self.rows[:80], "test": self.rows[80:]}
        self.rates = list(range(8))
        self.next(self.train, foreach="rates")

    @step
    def train(self):
        self.score = sum(self.data["train"]) / (1 + abs(self.input - 5))
        self.next(self.best)

    @step
    def best(self, inputs):
        self.score = max(trained.score for trained in inputs)
        self.next(self.decide)

    @step
    def decide(self):
        self.good = "yes" if self.score > self.limit else "no"
        self.next({"yes": self.deploy, "no": self.skip}, condition="good")

    @step
    def deploy(self):
        self.next(self.end)

    @step
    def skip(self):
        self.next(self.end)

    @step
    def end(self):
        pass


if __name__ == "__main__":
    Trainers()
