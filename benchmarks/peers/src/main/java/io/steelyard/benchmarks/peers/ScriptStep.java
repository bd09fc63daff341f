package io.steelyard.benchmarks.peers;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * A step by libtorch's best operators, through two scripts: one for the loss and the gradients, one
 * for the update of all parameters by the fused AdamW. Few Java programs would do this; it is the
 * ceiling of libtorch here.
 */
final class ScriptStep implements TorchStep {
    private final TorchParameters parameters;
    private final List<Integer> matrices;
    private final List<Integer> vectors;
    private final List<NDArray> counts = new ArrayList<>();
    private final PtSymbolBlock gradients;
    private final PtSymbolBlock update;

    ScriptStep(NDManager manager, PeerTraining training, TorchParameters.Source source) {
        parameters = TorchParameters.allocate(manager, training, source);
        int count = parameters.weights().size();
        matrices = IntStream.range(0, count).filter(this::isMatrix).boxed().toList();
        vectors = IntStream.range(0, count).filter(i -> !isMatrix(i)).boxed().toList();
        for (int i = 0; i < count; i++) {
            counts.add(manager.create(0f));
        }
        ScriptNames names = new ScriptNames(parameters.variables());
        gradients =
                TorchKernel.load(
                        manager,
                        ScriptArchive.of(
                                "x: Tensor, y: Tensor, p: List[Tensor], q: List[Tensor]",
                                "List[Tensor]",
                                training.torch().script(names) + GRADIENTS));
        update =
                TorchKernel.load(
                        manager,
                        ScriptArchive.of(
                                lists("p") + ", " + lists("q"),
                                "Tensor",
                                update(training.optimizer())));
    }

    private boolean isMatrix(int index) {
        return ScriptNames.isMatrix(parameters.variables().get(index));
    }

    /** After the statements of the model: a list of the loss and the gradients. */
    private static final String GRADIENTS =
            """
            results = annotate(List[Tensor], [])
            _0 = torch.append(results, torch.detach(loss))
            for gradient in torch.grad([loss], torch.add(p, q)):
              _1 = torch.append(results, unchecked_cast(Tensor, gradient))
            return results
            """;

    /** Arguments of the update: gradients, weights, moments, counts of steps. */
    private static String lists(String group) {
        return "%1$sg: List[Tensor], %1$s: List[Tensor], %1$sm: List[Tensor], %1$sv: List[Tensor], "
                .concat("%1$st: List[Tensor]")
                .formatted(group);
    }

    private static String update(AdamSettings settings) {
        String scale =
                settings.clipNorm().isEmpty()
                        ? "scale = None\n"
                        // The operator divides the gradients by it.
                        : String.format(
                                Locale.ROOT,
                                """
                                norms = torch._foreach_norm(torch.add(pg, qg))
                                norm = torch.add(torch.norm(torch.stack(norms)), 1.e-06)
                                scale = torch.clamp_min(torch.div(norm, %s), 1.)
                                """,
                                settings.clipNorm().getAsDouble());
        return scale
                + adamW("p", settings, settings.weightDecay())
                + adamW("q", settings, 0)
                + "return pt[0]\n";
    }

    private static String adamW(String group, AdamSettings settings, float decay) {
        return String.format(
                Locale.ROOT,
                """
                torch._foreach_add_(%1$st, 1)
                none = annotate(List[Tensor], [])
                torch._fused_adamw_(%1$s, %1$sg, %1$sm, %1$sv, none, %1$st, \
                lr=%2$s, beta1=%3$s, beta2=%4$s, weight_decay=%5$s, eps=%6$s, \
                amsgrad=False, maximize=False, grad_scale=scale)
                """,
                group,
                settings.learningRate(),
                settings.beta1(),
                settings.beta2(),
                decay,
                settings.epsilon());
    }

    @Override
    public float run(NDManager scope, NDArray inputs, NDArray labels) {
        NDList arguments = new NDList();
        arguments.add(inputs); // results live in the manager of the first argument
        arguments.add(labels);
        add(arguments, "p", pick(parameters.weights(), matrices));
        add(arguments, "q", pick(parameters.weights(), vectors));
        JniUtils.setGradMode(true);
        NDList results = IValueUtils.forward(gradients, arguments, true);
        JniUtils.setGradMode(false);
        update(results.subList(1, results.size()));
        return results.head().getFloat();
    }

    private void update(List<NDArray> all) {
        NDList arguments = new NDList();
        addGroup(arguments, "p", matrices, all.subList(0, matrices.size()));
        addGroup(arguments, "q", vectors, all.subList(matrices.size(), all.size()));
        IValueUtils.forward(update, arguments, false);
    }

    private void addGroup(
            NDList arguments, String group, List<Integer> places, List<NDArray> gradients) {
        add(arguments, group + "g", gradients);
        add(arguments, group, pick(parameters.weights(), places));
        add(arguments, group + "m", pick(parameters.first(), places));
        add(arguments, group + "v", pick(parameters.second(), places));
        add(arguments, group + "t", pick(counts, places));
    }

    private static List<NDArray> pick(List<NDArray> from, List<Integer> places) {
        return places.stream().map(from::get).toList();
    }

    /** DJL passes neighbouring arrays with one name that ends in brackets as a list. */
    private static void add(NDList arguments, String name, List<NDArray> elements) {
        for (NDArray element : elements) {
            element.setName(name + "[]");
            arguments.add(element);
        }
    }

    @Override
    public void close() {
        gradients.close();
        update.close();
    }
}
