package com.example.embedding;

import io.steelyard.Steelyard;
import io.steelyard.spi.Backend;
import io.steelyard.testkit.BackendConformance;

import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;

import java.util.Map;
import java.util.stream.Stream;

/** The code in the backend guide; the backends' own modules run all of the kit. */
final class BackendGuideTest {
    /** Stands for the factory of whoever reads the guide. */
    private static final class MyBackendFactory {
        Backend create(Map<String, String> options) {
            return Steelyard.builder().backend("reference").create().backend();
        }
    }

    @TestFactory
    Stream<? extends DynamicNode> theGuidesTestRuns() {
        // snippet: conformance
        final class MyBackendTest extends BackendConformance {
            @Override
            protected Backend backend() {
                return new MyBackendFactory().create(Map.of());
            }
        }
        // end
        return new MyBackendTest().randomBits();
    }
}
