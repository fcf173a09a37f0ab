"""Options of argparse with commands and types, parsed from words that are known."""

import argparse

import tensorflow.compat.v1 as tf

tf.disable_v2_behavior()
parser = argparse.ArgumentParser()
parser.add_argument("--units", type=int, default="4")
parser.add_argument("-s", "--sizes", type=int, nargs="+", default=[1, 2])
parser.add_argument("--no-bias", dest="bias", action="store_false")
parser.add_argument("--tag", action="append")
commands = parser.add_subparsers(dest="command")
train = commands.add_parser("train")
train.add_argument("--rate", type=float, default=0.5)
parser.set_defaults(scope="net")
args, rest = parser.parse_known_args(["--sizes", "3", "4", "--tag", "a", "--tag=b", "--unit", "7", "train", "--rate", "2"])
tf.get_variable("%s_%s_%s_%s" % (args.scope, args.command, args.rate, args.bias), args.sizes)
tf.get_variable("_".join(args.tag), [args.units, len(rest) + 1])
tf.get_variable("_".join(sorted(vars(args))), [1])

session = tf.Session()
session.run(tf.global_variables_initializer())
tf.train.Saver().save(session, "./model")
