"""The part of data-juicer's documented protocol that a mapper meets: registry, keys, and batches as dictionaries of lists."""


class Registry:
    def __init__(self):
        self.modules = {}

    def register_module(self, module_name):
        def register(module):
            module._name = module_name
            self.modules[module_name] = module
            return module

        return register


OPERATORS = Registry()


class Mapper:
    _batched_op = False

    def __init__(self, *args, **kwargs):
        self.text_key = kwargs.get("text_key", "text")

    def __init_subclass__(cls, **kwargs):
        if "process" in cls.__dict__:
            raise TypeError("a mapper implements process_single or process_batched")

    def __call__(self, samples):
        if not self._batched_op:
            raise TypeError("a batched mapper is expected")
        return self.process_batched(samples)
