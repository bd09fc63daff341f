package io.steelyard.program;

import static org.assertj.core.api.Assertions.assertThat;

import io.steelyard.tensor.DType;
import io.steelyard.tensor.NdArray;
import io.steelyard.tensor.Shape;
import io.steelyard.tensor.TensorType;

import org.junit.jupiter.api.Test;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

final class PrinterTest {
    @Test
    void printsOneLineForEachPartOfAFunction() {
        Recorder recorder = new Recorder("step");
        Tensor x = recorder.input("x", TensorType.of(DType.F32, 4, 2));
        Tensor ids = recorder.input("ids", TensorType.of(DType.I32, 3));
        Tensor weight = recorder.state("layer.weight", TensorType.of(DType.F32, 2, 5));
        recorder.scope("layer");
        Tensor hidden = x.matmul(weight);
        Tensor scaled = recorder.applyComposite(new Scaled(0.5), List.of(hidden)).getFirst();
        recorder.scope("");
        Tensor picked = scaled.take(0, ids).sum(1);
        recorder.write("layer.weight", weight.mul(0.9));
        Map<String, Tensor> outputs = new LinkedHashMap<>();
        outputs.put("picked", picked);
        outputs.put("hidden", hidden);

        assertThat(recorder.finish(outputs).toString())
                .isEqualTo(
                        """
                        function step {
                          %0: f32[4,2] = input "x"
                          %1: i32[3] = input "ids"
                          %2: f32[2,5] = state "layer.weight"
                          %3: f32[4,5] = dot_general{batch=[]x[], contract=[1]x[0]} %0, %2 // layer
                          %4: f32[4,5] = scaled{Scaled[factor=0.5]} %3 // layer
                          %5: f32[3,5] = take{axis=0} %4, %1
                          %6: f32[3] = reduce{sum, axes=[1]} %5
                          %7: f32[] = constant{0.8999999761581421}
                          %8: f32[2,5] = broadcast{[2,5], axes=[]} %7
                          %9: f32[2,5] = mul %2, %8
                          output "picked" %6
                          output "hidden" %3
                          write "layer.weight" %9
                        }
                        """);
    }

    @Test
    void printsTheAttributesOfEachOperation() {
        Recorder recorder = new Recorder("f");
        Tensor x = recorder.input("x", TensorType.of(DType.F32, 2, 3));
        Tensor ids = recorder.input("ids", TensorType.of(DType.I32, 2));
        recorder.constant(NdArray.of(new int[] {1, 2, 3}, 3));
        recorder.constant(NdArray.of(new boolean[] {true}, 1));
        recorder.apply(new Op.Iota(TensorType.of(DType.I32, 2, 3), 1));
        x.convert(DType.F64);
        x.bitcast(DType.I32);
        x.tanh();
        x.max(x);
        x.ge(x).select(x, x);
        x.reshape(6);
        x.transpose(1, 0);
        recorder.apply(new Op.Slice(List.of(new Op.Span(0, 2, 1), new Op.Span(1, 3, 2))), x);
        Tensor zero = x.scalar(0);
        recorder.apply(
                new Op.Pad(List.of(new Op.Padding(1, 0, 0), new Op.Padding(0, 2, 1))), x, zero);
        x.concat(1, x);
        x.scatter(ScatterKind.ADD, 0, ids, x);
        x.dynamicSlice(Shape.of(1, 2), ids);
        x.dynamicUpdateSlice(x, ids);
        recorder.apply(new Op.RandomBits(Shape.of(5)), ids, ids);
        x.stopGradient();
        assertThat(recorder.nodes())
                .extracting(Printer::print)
                .containsExactly(
                        "%2: i32[3] = constant{3 elements}",
                        "%3: bool[1] = constant{1}",
                        "%4: i32[2,3] = iota{axis=1}",
                        "%5: f64[2,3] = convert{f64} %0",
                        "%6: i32[2,3] = bitcast{i32} %0",
                        "%7: f32[2,3] = tanh %0",
                        "%8: f32[2,3] = max %0, %0",
                        "%9: bool[2,3] = compare{ge} %0, %0",
                        "%10: f32[2,3] = select %9, %0, %0",
                        "%11: f32[6] = reshape{[6]} %0",
                        "%12: f32[3,2] = transpose{[1,0]} %0",
                        "%13: f32[2,1] = slice{0:2:1, 1:3:2} %0",
                        "%14: f32[] = constant{0.0}",
                        "%15: f32[3,7] = pad{1_0_0, 0_2_1} %0, %14",
                        "%16: f32[2,6] = concat{axis=1} %0, %0",
                        "%17: f32[2,3] = scatter{add, axis=0} %0, %1, %0",
                        "%18: f32[1,2] = dynamic_slice{[1,2]} %0, %1",
                        "%19: f32[2,3] = dynamic_update_slice %0, %0, %1",
                        "%20: i32[5] = random_bits{[5]} %1, %1",
                        "%21: f32[2,3] = stop_gradient %0");
    }

    @Test
    void printsTheAttributesOfConvolutionsWindowsAndOrders() {
        Recorder recorder = new Recorder("f");
        Tensor x = recorder.input("x", TensorType.of(DType.F32, 1, 5, 2));
        Tensor filter = recorder.input("filter", TensorType.of(DType.F32, 3, 2, 4));
        Op.Conv conv = new Op.Conv(List.of(new Op.Sweep(2, 1, 0, 1)), 1);
        Tensor y = recorder.apply(conv, x, filter);
        y.convInputGradient(filter, conv, x.shape());
        x.convFilterGradient(y, conv, filter.shape());
        List<Op.Window> windows =
                List.of(
                        Op.Window.one(),
                        new Op.Window(3, new Op.Sweep(2, 1, 0, 1)),
                        Op.Window.one());
        Tensor largest = x.windowMax(windows);
        x.windowSum(windows);
        x.windowMaxGradient(largest, windows);
        recorder.applyAll(new Op.TopK(1), List.of(x));
        x.reverse(0, 2);
        assertThat(recorder.nodes())
                .extracting(Printer::print)
                .containsExactly(
                        "%2: f32[1,2,4] = conv{2:1_0:1, groups=1} %0, %1",
                        "%3: f32[1,5,2] = conv_input_grad{[1,5,2], 2:1_0:1, groups=1} %2, %1",
                        "%4: f32[3,2,4] = conv_filter_grad{[3,2,4], 2:1_0:1, groups=1} %0, %2",
                        "%5: f32[1,2,2] = window_reduce{max, 1/1:0_0:1, 3/2:1_0:1, 1/1:0_0:1} %0",
                        "%6: f32[1,2,2] = window_reduce{sum, 1/1:0_0:1, 3/2:1_0:1, 1/1:0_0:1} %0",
                        "%7: f32[1,5,2] = window_max_grad{1/1:0_0:1, 3/2:1_0:1, 1/1:0_0:1} %0, %5",
                        "%8: f32[1,5,1], %9: i32[1,5,1] = top_k{k=1} %0",
                        "%10: f32[1,5,2] = reverse{axes=[0,2]} %0");
    }

    @Test
    void printsBodiesIndentedBelowTheirNode() {
        Recorder recorder = new Recorder("f");
        Tensor x = recorder.input("x", TensorType.of(DType.F32, 2));
        Tensor rows = recorder.input("rows", TensorType.of(DType.F32, 4, 2));
        recorder.scope("decoder");
        Loop.Result result =
                Loop.scanReverse(
                        List.of(x),
                        List.of(rows),
                        (carries, elements) -> {
                            Tensor sum = carries.getFirst().add(elements.getFirst());
                            Tensor next =
                                    Loop.recompute(
                                                    List.of(sum),
                                                    operands -> List.of(operands.getFirst().mul(x)))
                                            .getFirst();
                            return new Loop.Step(List.of(next), List.of(sum));
                        });
        Map<String, Tensor> outputs = new LinkedHashMap<>();
        outputs.put("last", result.carries().getFirst());
        outputs.put("sums", result.outputs().getFirst());
        assertThat(recorder.finish(outputs).toString())
                .isEqualTo(
                        """
                        function f {
                          %0: f32[2] = input "x"
                          %1: f32[4,2] = input "rows"
                          %2: f32[2], %3: f32[4,2] = scan{carries=1, sequences=1, length=4, reverse} %0, %1, %0 // decoder function scan {
                            %0: f32[2] = input "carry0"
                            %1: f32[2] = input "element0"
                            %3: f32[2] = input "captured0"
                            %2: f32[2] = add %0, %1 // decoder
                            %4: f32[2] = call{recompute} %2, %3 // decoder function call {
                              %0: f32[2] = input "operand0"
                              %1: f32[2] = input "captured0"
                              %2: f32[2] = mul %0, %1 // decoder
                              output "output0" %2
                            }
                            output "carry0" %4
                            output "output0" %2
                          }
                          output "last" %2
                          output "sums" %3
                        }
                        """);
    }
}
