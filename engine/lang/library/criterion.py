# Losses as modules of torch.nn.

class _Loss(Module):
    __module__ = "torch.nn.modules.loss"

    def __init__(self, size_average=None, reduce=None, reduction="mean"):
        super().__init__()
        if size_average is not None or reduce is not None:
            average = size_average is None or size_average
            reduction = "none" if reduce is False else "mean" if average else "sum"
        self.reduction = reduction

class _WeightedLoss(_Loss):
    __module__ = "torch.nn.modules.loss"

    def __init__(self, weight=None, size_average=None, reduce=None, reduction="mean"):
        super().__init__(size_average, reduce, reduction)
        self.register_buffer("weight", weight)

class MSELoss(_Loss):
    """F.mse_loss."""
    __module__ = "torch.nn.modules.loss"

    def forward(self, input, target):
        return torch.nn.functional.mse_loss(input, target, reduction=self.reduction)

class L1Loss(_Loss):
    """F.l1_loss."""
    __module__ = "torch.nn.modules.loss"

    def forward(self, input, target):
        return torch.nn.functional.l1_loss(input, target, reduction=self.reduction)

class SmoothL1Loss(_Loss):
    """F.smooth_l1_loss."""
    __module__ = "torch.nn.modules.loss"

    def __init__(self, size_average=None, reduce=None, reduction="mean", beta=1.0):
        super().__init__(size_average, reduce, reduction)
        self.beta = beta

    def forward(self, input, target):
        return torch.nn.functional.smooth_l1_loss(input, target, reduction=self.reduction,
            beta=self.beta)

class HuberLoss(_Loss):
    """F.huber_loss."""
    __module__ = "torch.nn.modules.loss"

    def __init__(self, reduction="mean", delta=1.0):
        super().__init__(reduction=reduction)
        self.delta = delta

    def forward(self, input, target):
        return torch.nn.functional.huber_loss(input, target, reduction=self.reduction,
            delta=self.delta)

class CrossEntropyLoss(_WeightedLoss):
    """F.cross_entropy."""
    __module__ = "torch.nn.modules.loss"

    def __init__(self, weight=None, size_average=None, ignore_index=-100, reduce=None,
            reduction="mean", label_smoothing=0.0):
        super().__init__(weight, size_average, reduce, reduction)
        self.ignore_index = ignore_index
        self.label_smoothing = label_smoothing

    def forward(self, input, target):
        return torch.nn.functional.cross_entropy(input, target, weight=self.weight,
            ignore_index=self.ignore_index, reduction=self.reduction,
            label_smoothing=self.label_smoothing)

class NLLLoss(_WeightedLoss):
    """F.nll_loss."""
    __module__ = "torch.nn.modules.loss"

    def __init__(self, weight=None, size_average=None, ignore_index=-100, reduce=None,
            reduction="mean"):
        super().__init__(weight, size_average, reduce, reduction)
        self.ignore_index = ignore_index

    def forward(self, input, target):
        return torch.nn.functional.nll_loss(input, target, weight=self.weight,
            ignore_index=self.ignore_index, reduction=self.reduction)

class BCELoss(_WeightedLoss):
    """F.binary_cross_entropy."""
    __module__ = "torch.nn.modules.loss"

    def forward(self, input, target):
        return torch.nn.functional.binary_cross_entropy(input, target, weight=self.weight,
            reduction=self.reduction)

class BCEWithLogitsLoss(_Loss):
    """F.binary_cross_entropy_with_logits."""
    __module__ = "torch.nn.modules.loss"

    def __init__(self, weight=None, size_average=None, reduce=None, reduction="mean",
            pos_weight=None):
        super().__init__(size_average, reduce, reduction)
        self.register_buffer("weight", weight)
        self.register_buffer("pos_weight", pos_weight)

    def forward(self, input, target):
        return torch.nn.functional.binary_cross_entropy_with_logits(input, target, self.weight,
            pos_weight=self.pos_weight, reduction=self.reduction)

class KLDivLoss(_Loss):
    """F.kl_div."""
    __module__ = "torch.nn.modules.loss"

    def __init__(self, size_average=None, reduce=None, reduction="mean", log_target=False):
        super().__init__(size_average, reduce, reduction)
        self.log_target = log_target

    def forward(self, input, target):
        return torch.nn.functional.kl_div(input, target, reduction=self.reduction,
            log_target=self.log_target)

class PoissonNLLLoss(_Loss):
    """F.poisson_nll_loss."""
    __module__ = "torch.nn.modules.loss"

    def __init__(self, log_input=True, full=False, size_average=None, eps=1e-8, reduce=None,
            reduction="mean"):
        super().__init__(size_average, reduce, reduction)
        self.log_input = log_input
        self.full = full
        self.eps = eps

    def forward(self, log_input, target):
        return torch.nn.functional.poisson_nll_loss(log_input, target, log_input=self.log_input,
            full=self.full, eps=self.eps, reduction=self.reduction)

class GaussianNLLLoss(_Loss):
    """F.gaussian_nll_loss."""
    __module__ = "torch.nn.modules.loss"

    def __init__(self, *, full=False, eps=1e-6, reduction="mean"):
        super().__init__(reduction=reduction)
        self.full = full
        self.eps = eps

    def forward(self, input, target, var):
        return torch.nn.functional.gaussian_nll_loss(input, target, var, full=self.full,
            eps=self.eps, reduction=self.reduction)

class HingeEmbeddingLoss(_Loss):
    """F.hinge_embedding_loss."""
    __module__ = "torch.nn.modules.loss"

    def __init__(self, margin=1.0, size_average=None, reduce=None, reduction="mean"):
        super().__init__(size_average, reduce, reduction)
        self.margin = margin

    def forward(self, input, target):
        return torch.nn.functional.hinge_embedding_loss(input, target, margin=self.margin,
            reduction=self.reduction)

class CosineEmbeddingLoss(_Loss):
    """F.cosine_embedding_loss."""
    __module__ = "torch.nn.modules.loss"

    def __init__(self, margin=0.0, size_average=None, reduce=None, reduction="mean"):
        super().__init__(size_average, reduce, reduction)
        self.margin = margin

    def forward(self, input1, input2, target):
        return torch.nn.functional.cosine_embedding_loss(input1, input2, target,
            margin=self.margin, reduction=self.reduction)

class MarginRankingLoss(_Loss):
    """F.margin_ranking_loss."""
    __module__ = "torch.nn.modules.loss"

    def __init__(self, margin=0.0, size_average=None, reduce=None, reduction="mean"):
        super().__init__(size_average, reduce, reduction)
        self.margin = margin

    def forward(self, input1, input2, target):
        return torch.nn.functional.margin_ranking_loss(input1, input2, target, margin=self.margin,
            reduction=self.reduction)

class SoftMarginLoss(_Loss):
    """F.soft_margin_loss."""
    __module__ = "torch.nn.modules.loss"

    def forward(self, input, target):
        return torch.nn.functional.soft_margin_loss(input, target, reduction=self.reduction)

class MultiMarginLoss(_WeightedLoss):
    """F.multi_margin_loss."""
    __module__ = "torch.nn.modules.loss"

    def __init__(self, p=1, margin=1.0, weight=None, size_average=None, reduce=None,
            reduction="mean"):
        super().__init__(weight, size_average, reduce, reduction)
        if p not in (1, 2):
            raise ValueError("only p == 1 and p == 2 supported")
        self.p = p
        self.margin = margin

    def forward(self, input, target):
        return torch.nn.functional.multi_margin_loss(input, target, p=self.p, margin=self.margin,
            weight=self.weight, reduction=self.reduction)

class MultiLabelMarginLoss(_Loss):
    """F.multilabel_margin_loss."""
    __module__ = "torch.nn.modules.loss"

    def forward(self, input, target):
        return torch.nn.functional.multilabel_margin_loss(input, target, reduction=self.reduction)

class MultiLabelSoftMarginLoss(_WeightedLoss):
    """F.multilabel_soft_margin_loss."""
    __module__ = "torch.nn.modules.loss"

    def forward(self, input, target):
        return torch.nn.functional.multilabel_soft_margin_loss(input, target, weight=self.weight,
            reduction=self.reduction)

class TripletMarginLoss(_Loss):
    """F.triplet_margin_loss."""
    __module__ = "torch.nn.modules.loss"

    def __init__(self, margin=1.0, p=2.0, eps=1e-6, swap=False, size_average=None, reduce=None,
            reduction="mean"):
        super().__init__(size_average, reduce, reduction)
        self.margin = margin
        self.p = p
        self.eps = eps
        self.swap = swap

    def forward(self, anchor, positive, negative):
        return torch.nn.functional.triplet_margin_loss(anchor, positive, negative,
            margin=self.margin, p=self.p, eps=self.eps, swap=self.swap, reduction=self.reduction)
