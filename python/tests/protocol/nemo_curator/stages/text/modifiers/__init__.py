"""The part of NeMo Curator's documented protocol that a modifier meets: its abstract base, and what the stage `Modify` does with it."""

from abc import ABC, abstractmethod


class DocumentModifier(ABC):
    def __init__(self):
        super().__init__()
        self._name = type(self).__name__

    @abstractmethod
    def modify_document(self, *args, **kwargs): ...

    @property
    def name(self):
        return self._name


class Modify:
    def __init__(self, modifier_fn, input_fields="text"):
        if not isinstance(modifier_fn, DocumentModifier):
            raise TypeError("a DocumentModifier is expected")
        self.modifier_fn, self.input_fields = modifier_fn, input_fields

    def process(self, frame):
        frame[self.input_fields] = frame[self.input_fields].apply(self.modifier_fn.modify_document)
        return frame
