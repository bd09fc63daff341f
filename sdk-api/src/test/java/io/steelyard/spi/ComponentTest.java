package io.steelyard.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.steelyard.error.SteelyardException;

import org.junit.jupiter.api.Test;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

final class ComponentTest {
    @Test
    void isATextOrAnObject() {
        assertThat(Component.of("adamw")).isEqualTo(new Component("adamw"));
        Map<String, Object> json = new HashMap<>(Map.of("name", "adamw", "weight_decay", 0.1));
        json.put("epsilon", null);
        Component component = Component.of(json);
        assertThat(component).isEqualTo(new Component("adamw", Map.of("weight_decay", 0.1)));
        assertThat(Component.of(component.toMap())).isEqualTo(component);
    }

    @Test
    void anythingElseIsRefused() {
        for (Object json : List.of(1, List.of("adamw"), Map.of("weight_decay", 0.1))) {
            assertThatThrownBy(() -> Component.of(json))
                    .isInstanceOf(SteelyardException.class)
                    .hasMessage(
                            json
                                    + " was given where a registered name belongs; accepted are a"
                                    + " text, such as \"adamw\", and an object with a \"name\" and"
                                    + " options, such as {\"name\": \"adamw\", \"weight_decay\":"
                                    + " 0.01}.");
        }
    }
}
