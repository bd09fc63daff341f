package io.steelyard.nn;

import io.steelyard.composite.Composites;
import io.steelyard.model.Layer;
import io.steelyard.model.Scope;
import io.steelyard.program.Tensor;

/** Functions of each element as layers without parameters: {@code [..] -> [..]}. */
public enum Activation implements Layer {
    /** {@code max(x, 0)}. */
    RELU {
        @Override
        public Tensor forward(Scope scope, Tensor input) {
            return input.relu();
        }
    },
    /** {@code min(max(x, 0), 6)} (Howard et al. 2017). */
    RELU6 {
        @Override
        public Tensor forward(Scope scope, Tensor input) {
            return input.relu().min(input.scalar(6));
        }
    },
    /** {@code x} above 0, {@code e^x - 1} below (Clevert, Unterthiner and Hochreiter 2016). */
    ELU {
        @Override
        public Tensor forward(Scope scope, Tensor input) {
            Tensor zero = input.scalar(0);
            // The exponential sees no large number, so that the other branch has no NaN to hide.
            return input.gt(zero).select(input, input.min(zero).exp().sub(1));
        }
    },
    /** {@code log(1 + e^x)}. */
    SOFTPLUS {
        @Override
        public Tensor forward(Scope scope, Tensor input) {
            return Comparisons.softplus(input);
        }
    },
    /** {@code 1 / (1 + e^-x)}. */
    SIGMOID {
        @Override
        public Tensor forward(Scope scope, Tensor input) {
            return input.sigmoid();
        }
    },
    /** The hyperbolic tangent. */
    TANH {
        @Override
        public Tensor forward(Scope scope, Tensor input) {
            return input.tanh();
        }
    },
    /** {@code x * Phi(x)} (Hendrycks and Gimpel 2016). */
    GELU {
        @Override
        public Tensor forward(Scope scope, Tensor input) {
            return Composites.geluExact(input);
        }
    },
    /** {@link #GELU} in its tanh approximation, as GPT-2 has it. */
    GELU_TANH {
        @Override
        public Tensor forward(Scope scope, Tensor input) {
            return Composites.gelu(input);
        }
    },
    /** {@code x * sigmoid(x)}, also known as swish (Ramachandran, Zoph and Le 2017). */
    SILU {
        @Override
        public Tensor forward(Scope scope, Tensor input) {
            return Composites.silu(input);
        }
    },
    /** {@code x * tanh(softplus(x))} (Misra 2019). */
    MISH {
        @Override
        public Tensor forward(Scope scope, Tensor input) {
            return input.mul(Comparisons.softplus(input).tanh());
        }
    },
    /** Probabilities over the last axis: {@code e^x / sum(e^x)}. */
    SOFTMAX {
        @Override
        public Tensor forward(Scope scope, Tensor input) {
            return Composites.softmax(input);
        }
    },
    /** The logarithm of {@link #SOFTMAX}. */
    LOG_SOFTMAX {
        @Override
        public Tensor forward(Scope scope, Tensor input) {
            return Composites.logSoftmax(input);
        }
    }
}
