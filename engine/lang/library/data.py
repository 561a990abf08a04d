# torch.utils.data: what a program has in memory, in batches. The order of random draws is that of
# PyTorch: a shuffled loader starts a stream of its own from torch's for each of its passes.

class Dataset:
    """Samples by their number."""

    def __getitem__(self, index):
        raise NotImplementedError("Subclasses of Dataset should implement __getitem__.")

    def __add__(self, other):
        return ConcatDataset([self, other])

class TensorDataset(Dataset):
    """Rows of tensors."""

    def __init__(self, *tensors):
        for tensor in tensors:
            assert tensors[0].size(0) == tensor.size(0), "Size mismatch between tensors"
        self.tensors = tensors

    def __getitem__(self, index):
        return tuple(tensor[index] for tensor in self.tensors)

    def __len__(self):
        return self.tensors[0].size(0)

class ConcatDataset(Dataset):
    """Datasets one after the other."""

    def __init__(self, datasets):
        self.datasets = list(datasets)
        assert len(self.datasets) > 0, "datasets should not be an empty iterable"
        self.cumulative_sizes = list(itertools.accumulate(len(one) for one in self.datasets))

    def __len__(self):
        return self.cumulative_sizes[-1]

    def __getitem__(self, idx):
        if idx < -len(self) or idx >= len(self):
            raise ValueError("absolute value of index should not exceed dataset length" if idx < 0
                else "list index out of range")
        left = idx % len(self)
        for dataset in self.datasets:
            if left < len(dataset):
                return dataset[left]
            left -= len(dataset)

class Subset(Dataset):
    """Some samples of a dataset."""

    def __init__(self, dataset, indices):
        self.dataset = dataset
        self.indices = indices

    def __getitem__(self, idx):
        if isinstance(idx, list):
            return self.dataset[[self.indices[i] for i in idx]]
        return self.dataset[self.indices[idx]]

    def __len__(self):
        return len(self.indices)

@plain
def random_split(dataset, lengths, generator=None):
    """Subsets of these sizes, or of these shares of the whole, drawn at random."""
    n = len(dataset)
    sizes = list(lengths)
    if sum(sizes) <= 1 and sum(sizes) > 1 - 1e-9:
        for i in range(len(sizes)):
            if sizes[i] < 0 or sizes[i] > 1:
                raise ValueError(f"Fraction at index {i} is not between 0 and 1")
        sizes = [math.floor(n * share) for share in sizes]
        for i in range(n - sum(sizes)):
            sizes[i % len(sizes)] += 1
    if sum(sizes) != n:
        raise ValueError("Sum of input lengths does not equal the length of the input dataset!")
    order = torch.randperm(n, generator=generator).tolist()
    ends = itertools.accumulate(sizes)
    return [Subset(dataset, order[end - size:end]) for size, end in zip(sizes, ends)]

class Sampler:
    """An order of samples."""

class SequentialSampler(Sampler):
    """The samples as they stand."""

    def __init__(self, data_source):
        self.data_source = data_source

    def __iter__(self):
        return iter(range(len(self.data_source)))

    def __len__(self):
        return len(self.data_source)

class RandomSampler(Sampler):
    """The samples in random order, or draws with replacement."""

    def __init__(self, data_source, replacement=False, num_samples=None, generator=None):
        self.data_source = data_source
        self.replacement = replacement
        self.num_samples = len(data_source) if num_samples is None else num_samples
        self.generator = generator
        if self.num_samples <= 0:
            raise ValueError("num_samples should be a positive integer value, but got "
                f"num_samples={self.num_samples}")

    def __iter__(self):
        n = len(self.data_source)
        stream = self.generator
        if stream is None:
            stream = torch.Generator().manual_seed(_whole_draw(None))
        order = []
        while len(order) < self.num_samples:
            left = self.num_samples - len(order)
            if self.replacement:
                order += torch.randint(n, (min(left, 32),), generator=stream).tolist()
            else:
                order += torch.randperm(n, generator=stream).tolist()[:left]
        if not self.replacement or self.num_samples % 32 == 0:
            torch.randperm(n, generator=stream)
        return iter(order)

    def __len__(self):
        return self.num_samples

class BatchSampler(Sampler):
    """Batches of the samples that a sampler gives."""

    def __init__(self, sampler, batch_size, drop_last):
        self.sampler = sampler
        self.batch_size = batch_size
        self.drop_last = drop_last

    def __iter__(self):
        order = list(self.sampler)
        return (order[i * self.batch_size:(i + 1) * self.batch_size]
            for i in range(_batches(len(order), self.batch_size, self.drop_last)))

    def __len__(self):
        return _batches(len(self.sampler), self.batch_size, self.drop_last)

class DataLoader:
    """Goes through a dataset in batches."""

    def __init__(self, dataset, batch_size=1, shuffle=None, sampler=None, batch_sampler=None,
            num_workers=0, collate_fn=None, pin_memory=False, drop_last=False, timeout=0,
            worker_init_fn=None, multiprocessing_context=None, generator=None, *,
            prefetch_factor=None, persistent_workers=False, pin_memory_device=""):
        if sampler is not None and shuffle:
            raise ValueError("sampler option is mutually exclusive with shuffle")
        if batch_sampler is not None and (batch_size != 1 or shuffle or sampler is not None
                or drop_last):
            raise ValueError("batch_sampler option is mutually exclusive with batch_size, shuffle, "
                "sampler, and drop_last")
        if batch_sampler is not None:
            batch_size = None
            drop_last = False
        elif batch_size is not None and batch_size <= 0:
            raise ValueError("batch_size should be a positive integer value, but got "
                f"batch_size={batch_size}")
        self.dataset = dataset
        self.batch_size = batch_size
        self.num_workers = num_workers
        self.pin_memory = pin_memory
        self.drop_last = drop_last
        self.generator = generator
        self.sampler = sampler
        if sampler is None:
            self.sampler = RandomSampler(dataset, generator=generator) if shuffle else \
                SequentialSampler(dataset)
        self.batch_sampler = batch_sampler
        if batch_sampler is None and batch_size is not None:
            self.batch_sampler = BatchSampler(self.sampler, batch_size, drop_last)
        self.collate_fn = collate_fn
        if collate_fn is None:
            self.collate_fn = default_convert if self.batch_sampler is None else default_collate

    def __iter__(self):
        return _Pass(self)

    def __len__(self):
        return len(self.sampler if self.batch_sampler is None else self.batch_sampler)

# One pass of a loader. It draws a number for its workers, and its order when it begins.
class _Pass:
    def __init__(self, loader):
        self._loader = loader
        self._order = None
        _whole_draw(loader.generator)

    def __iter__(self):
        return self

    def __next__(self):
        loader = self._loader
        if self._order is None:
            batches = loader.batch_sampler
            self._order = iter(loader.sampler if batches is None else batches)
        picked = next(self._order)
        dataset = loader.dataset
        if loader.batch_sampler is None:
            return loader.collate_fn(dataset[picked])
        return loader.collate_fn([dataset[i] for i in picked])

    def __len__(self):
        return len(self._loader)

@plain
def default_collate(batch):
    """Samples as one: tensors are stacked, numbers become tensors, the rest keeps its form."""
    first = batch[0]
    if isinstance(first, torch.Tensor):
        return torch.stack(list(batch), 0)
    if isinstance(first, float):
        return torch.tensor(batch, dtype=torch.float64)
    if isinstance(first, int):
        return torch.tensor(batch)
    if isinstance(first, str):
        return batch
    if isinstance(first, dict):
        return {key: default_collate([sample[key] for sample in batch]) for key in first}
    if isinstance(first, tuple) or isinstance(first, list):
        for sample in batch:
            if len(sample) != len(first):
                raise RuntimeError("each element in list of batch should be of equal size")
        return [default_collate(list(samples)) for samples in zip(*batch)]
    if hasattr(first, "_fields"):
        return type(first)(*[default_collate(list(samples)) for samples in zip(*batch)])
    raise TypeError("default_collate: batch must contain tensors, numpy arrays, numbers, dicts or "
        f"lists; found {type(first)}")

@plain
def default_convert(data):
    """A sample as it is."""
    return data

# How many batches n samples make.
@plain
def _batches(n, size, drop_last):
    return n // size if drop_last else (n + size - 1) // size

# A draw of 63 bits.
@plain
def _whole_draw(generator):
    stream = None if generator is None else generator._bytes
    return prim.draw_integers((), torch.int64, stream, None, None).item()
