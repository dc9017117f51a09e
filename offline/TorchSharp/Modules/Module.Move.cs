using System.Reflection;
using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public partial class Module
        {
            /// <summary>
            /// Moves and converts this module and its children. Tensors that change are replaced by new ones, in the
            /// registration and in the field of the same name; gradients move along.
            /// </summary>
            internal void Move(Device? device, ScalarType? dtype)
            {
                if (dtype is ScalarType type && !IsFloatingPoint(type))
                    throw new ArgumentException($"nn.Module.to only accepts floating point or complex types, but got desired dtype={type}");
                foreach (var (_, module) in modules_) module.Move(device, dtype);
                for (var i = 0; i < parameters_.Count; i++)
                {
                    var (name, old) = parameters_[i];
                    if (Moved(old, device, dtype) is not Tensor moved) continue;
                    using var grad = old.grad;
                    var replacement = new Parameter(moved, old.requires_grad);
                    if (grad is not null)
                    {
                        using var movedGrad = Moved(grad, device, dtype) ?? grad.alias();
                        replacement.grad = movedGrad;
                    }
                    old.DetachFromDisposeScope().Dispose();
                    parameters_[i] = (name, replacement);
                    SetField(name, replacement);
                }
                for (var i = 0; i < buffers_.Count; i++)
                {
                    var (name, old) = buffers_[i];
                    if (Moved(old, device, dtype) is not Tensor moved) continue;
                    old.DetachFromDisposeScope().Dispose();
                    buffers_[i] = (name, moved);
                    SetField(name, moved);
                }
            }

            private static Tensor? Moved(Tensor tensor, Device? device, ScalarType? dtype)
            {
                var type = dtype is ScalarType wanted && tensor.is_floating_point() ? wanted : tensor.dtype;
                var place = device ?? tensor.device;
                if (type == tensor.dtype && place.type == tensor.device_type && (place.index == -1 || place.index == tensor.device_index))
                    return null;
                using var _ = no_grad();
                return tensor.to(type, place).DetachFromDisposeScope();
            }

            private void SetField(string name, Tensor value)
            {
                const BindingFlags any = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance;
                for (var level = GetType(); level is not null; level = level.BaseType)
                {
                    if (level.GetField(name, any) is not FieldInfo field) continue;
                    field.SetValue(this, value);
                    return;
                }
            }
        }
    }
}

public static class ModuleExtensionMethods
{
    public static T to<T>(this T module, torch.ScalarType type, bool non_blocking = false) where T : torch.nn.Module
    {
        module.Move(null, type);
        return module;
    }

    public static T to<T>(this T module, torch.Device device, bool non_blocking = false) where T : torch.nn.Module
    {
        module.Move(torch.InitializeDevice(device), null);
        return module;
    }

    public static T to<T>(this T module, torch.Device device, torch.ScalarType type, bool non_blocking = false) where T : torch.nn.Module
    {
        module.Move(torch.InitializeDevice(device), type);
        return module;
    }

    public static T cpu<T>(this T module, bool non_blocking = false) where T : torch.nn.Module => module.to(torch.CPU);
}
