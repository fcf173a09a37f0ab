"""Keras layers and models, as TF 1.15, Keras 2 (2.15, tf_keras) and Keras 3 have them.

What other modules build on:

- `generation.keras_api("layers.Dense")` registers a model under ``tf.keras.…`` and under the names that ``import keras`` and
  ``import tf_keras`` give; `generation.generation_of(machine, api)` says which Keras a call means.
- `core.Core` is what Keras keeps about one layer or model; `core.core_of(value)` finds it, for built-in layers (`layer.KerasLayer`)
  and for objects of the program whose class derives from a Keras class alike. ``core.state`` holds name, dtype, trainable, built;
  ``core.edges`` the tracked edges in order. Both are written through the trail only.
- `tracking.track(machine, core, name, value)` is ``layer.name = value``: edge, sublayer, weight. `tracking.add_weight` makes a weight.
- `tracking.variables_of(machine, value, which)` gives ``variables``, ``trainable_variables`` or ``non_trainable_variables`` in order.
- `calling.call_layer(machine, core, arguments, site)` calls a layer, symbolically when an argument is a `symbolic.KerasTensor`.
- `calling.build_layer(machine, core, shape, site)` is ``layer.build(shape)``; `core.is_built(core)`.
- `names.fresh_names(machine)` and `calling.outside(machine, generation)`: inside of a function graph (``fit``, ``tf.function``).
- ``core.state["open"]`` says that a layer may have weights that are not known.
- `attributes.METHODS["fit"] = function(machine, core, arguments, site)` adds a method to models (`attributes.LAYER_METHODS`: to layers),
  `attributes.PROPERTIES["optimizer"] = function(machine, core)` a property.
"""
