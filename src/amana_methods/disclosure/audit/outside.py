# SPDX-License-Identifier: Apache-2.0
"""A second look, from outside: who was in the records, judged by the published rows alone.

It asks how near the nearest published row is. Such attacks are known to be weak; that one finds nothing proves little,
that one finds something would prove a lot.
"""

import numpy as np
from numpy.typing import NDArray

from amana_methods.disclosure.records.schema import Codes

__all__ = ["membership"]


def membership(published: Codes, inside: Codes, outside: Codes) -> float:
    """Returns how often somebody of `inside` is nearer to a published row than somebody of `outside`; half is chance.

    `outside` are people of the same kind who were not in the records. Distance: columns that differ. Ties count half.
    """
    near, far = _nearest(published, inside), _nearest(published, outside)
    nearer = (near[:, None] < far[None, :]).mean() + (near[:, None] == far[None, :]).mean() / 2
    return float(nearer)


def _nearest(published: Codes, people: Codes) -> NDArray[np.int64]:
    """Returns for each person the number of columns in which the nearest published row differs."""
    rows = np.unique(published, axis=0)
    return np.array([int((rows != person).sum(axis=1).min()) for person in people])
