"""What a person may ask for by law: everything that is kept about them, and that it be erased (CON-22).

What is held where, and how it goes, is said by its owners: each hands in a ``Holding`` (see
``crm.kernel.subjects``).
Reading order: ``access``, ``models``, ``queries``, ``actions/exporting``, ``archive``, ``actions/erasing``.
"""
