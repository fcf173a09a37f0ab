from ckptlens.bundle.state import CheckpointState, read_checkpoint_state


def test_latest_and_all_prefixes_are_read():
    text = 'model_checkpoint_path: "ckpt-2"\nall_model_checkpoint_paths: "ckpt-1"\nall_model_checkpoint_paths: "ckpt-2"\n'
    assert read_checkpoint_state(text) == CheckpointState("ckpt-2", ("ckpt-1", "ckpt-2"))


def test_escaped_characters_are_undone():
    assert read_checkpoint_state(r'model_checkpoint_path: "C:\\runs\\gr\303\266\303\237e \"1\""') == CheckpointState(
        'C:\\runs\\größe "1"', ()
    )


def test_a_file_that_names_no_checkpoint_has_no_state():
    assert read_checkpoint_state('all_model_checkpoint_paths: "ckpt-1"\n') is None
