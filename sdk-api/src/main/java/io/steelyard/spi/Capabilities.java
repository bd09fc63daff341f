package io.steelyard.spi;

import io.steelyard.tensor.DType;

import java.util.Set;

/**
 * What a backend can run.
 *
 * @param device what it runs on, in words: {@code "CPU, 2 threads, 16 lanes"}
 * @param dtypes dtypes it computes with; F32, I32 and BOOL are mandatory
 * @param composites names of the composites it takes whole; others are expanded before it sees them
 */
public record Capabilities(String device, Set<DType> dtypes, Set<String> composites) {
    public Capabilities {
        dtypes = Set.copyOf(dtypes);
        composites = Set.copyOf(composites);
    }
}
