class TrainingError(Exception):
    pass
raise TrainingError("loss is nan", 3)
# error: TrainingError: ('loss is nan', 3)
# at: 3:1-3:38
