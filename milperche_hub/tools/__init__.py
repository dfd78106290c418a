from . import distance, egalim, validity, weighing
