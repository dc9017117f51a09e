// Cross-entropy as one operation of autograd, for few float32 scores on the CPU.
#pragma once

#include <ATen/ATen.h>

#include "compat.h"

// Whether it is taken: dense scores [rows, classes], a class for every row and none to be ignored, no weights of classes.
bool ts_loss_fusable(const at::Tensor& x, const at::Tensor& target, const Opt<at::Tensor>& weight, int64_t ignore_index);

// reduction as at::Reduction.
at::Tensor ts_loss_fused(const at::Tensor& x, const at::Tensor& target, int64_t reduction, double label_smoothing);
