# The module warnings: nothing is shown.

@plain
def warn(message, category=None, stacklevel=1):
    return None

@plain
def filterwarnings(action, message="", category=None, module="", lineno=0, append=False):
    return None

@plain
def simplefilter(action, category=None, lineno=0, append=False):
    return None
