package io.steelyard.reference.internal.chain;

import java.io.IOException;
import java.io.UncheckedIOException;

/** Generated kernels that are there from the start, whether they are compiled or not. */
public final class ReadyKernels {
    private ReadyKernels() {}

    /** The kernel of a chain, which all elements that fill vectors are computed by. */
    public static GeneratedKernel of(Chain chain) {
        GeneratedKernel kernel = new GeneratedKernel(chain);
        kernel.provide(define(chain));
        return kernel;
    }

    static ChainKernel define(Chain chain) {
        try {
            return ChainClass.define(FunctionCode.read(), chain);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}
