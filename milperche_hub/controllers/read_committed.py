from odoo.exceptions import UserError
from odoo.sql_db import Cursor


def _with_read_committed(env, work):
    """Do ``work()`` in a transaction of its own where waiters see fresh counters.

    Under Odoo's REPEATABLE READ, two clients who want the same offer collide in a
    serialization error; under READ COMMITTED the second waits, then reads what is
    left. Tests share one transaction, which keeps its isolation.

    :param work: callable without argument; nothing it did remains if it refuses.
    :return: what it returns, or ``{"error": sentence}`` when it raises a UserError.
    """
    if isinstance(env.cr, Cursor):
        env.cr.commit()
        env.cr.execute("SET TRANSACTION ISOLATION LEVEL READ COMMITTED")
    try:
        with env.cr.savepoint():
            return work()
    except UserError as error:
        return {"error": str(error)}
