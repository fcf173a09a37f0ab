"""Agents read the sizes of their networks from the spaces of gym."""

from __future__ import annotations

from ckptlens.ide.analysis import Options, analyse
from ckptlens.predict.keys import SaveEvent
from ckptlens.program.sources import MemorySources
from ckptlens.stacks import Stack

AGENT = """
import gym
import tensorflow as tf
from gym import spaces

class Blank(gym.Env):
    observation_space = gym.spaces.Box(-1, 1, (4,))
    action_space = spaces.Discrete(3)

env = gym.Wrapper(Blank())
if isinstance(env.action_space, spaces.Discrete):
    tf.get_variable("policy", [env.observation_space.shape[0], env.action_space.n])
else:
    tf.get_variable("mean", [1])
config = tf.ConfigProto()
config.gpu_options.allow_growth = True
with tf.Session(config=config) as session:
    tf.train.Saver().save(session, "m")
"""


def test_the_sizes_and_the_kind_of_a_space_are_known():
    analysis = analyse(MemorySources({"agent.py": AGENT}), "agent.py", Options(Stack.TF115))
    (event,) = [e for e in analysis.prediction.events if isinstance(e, SaveEvent)]
    assert [(str(k.text), k.shape) for k in event.keys.keys] == [("policy", (4, 3))]
    assert event.keys.status.value == "complete"
