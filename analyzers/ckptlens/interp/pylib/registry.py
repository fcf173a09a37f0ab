"""Tables of modelled Python functions and constants, by their dotted names."""

from __future__ import annotations

from ckptlens.interp.host import Registry
from ckptlens.interp.values import Value

FUNCTIONS = Registry()
CONSTANTS: dict[str, Value] = {}

KNOWN_MODULES = frozenset(
    """abc absl argparse array ast atexit base64 bisect builtins bz2 calendar cmath codecs collections concurrent configparser contextlib copy copyreg csv
    ctypes dataclasses datetime decimal difflib distutils dis email enum errno fnmatch fractions functools gc getopt getpass gettext glob gzip hashlib
    heapq hmac html http importlib inspect io itertools json keyword linecache locale logging lzma math mimetypes multiprocessing numbers operator optparse os
    pathlib pdb pickle pkgutil platform pprint queue random re sched secrets select shlex shutil signal site six smtplib socket sqlite3 ssl stat statistics
    string struct subprocess sys sysconfig tarfile tempfile textwrap threading time timeit token tokenize traceback types typing typing_extensions unicodedata
    unittest urllib uuid warnings weakref xml zipfile zlib __future__ cPickle StringIO ConfigParser urllib2 Queue cStringIO commands
    numpy scipy pandas matplotlib PIL cv2 sklearn skimage h5py yaml tqdm requests nltk seaborn imageio gym gymnasium pytest mock future past joblib
    psutil termcolor colorama tabulate editdistance librosa soundfile pretty_midi note_seq regex ftfy sentencepiece tokenizers jieba google simplejson mpi4py
    zmq cloudpickle toml tomllib networkx numba cython wandb mlflow boto3 botocore dill dm_env
    """.split()
)
"""Modules that make no TensorFlow variables: the standard library, and what training code imports most beside it."""
