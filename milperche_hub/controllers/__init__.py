from . import import_export
from . import portal
from . import portal_client
from . import portal_link
from . import portal_order
from . import portal_producer
from . import portal_proof
from . import read_committed
