namespace S3Actors.Coordinator.Export;

/// <summary>What is known of a set of images besides its pixels.</summary>
/// <param name="Licence">Whose they are and on what terms.</param>
/// <param name="Classes">Names of the classes in the order of their numbers, where the files have none; null where they are not known.</param>
internal sealed record KnownImages(string Name, string Licence, IReadOnlyList<string>? Classes = null)
{
    private const string FashionMnist = "66ff9b7e837d329fd51d703cefeded92a18028bb786854a52ed060d4df22ad45";

    /// <summary>By the digest of decoded images and labels.</summary>
    public static KnownImages Of(string digest) => digest == FashionMnist
        ? new KnownImages("Fashion-MNIST", "Copyright 2017 Zalando SE, Expat (MIT) licence; https://github.com/zalandoresearch/fashion-mnist, Debian's package dataset-fashion-mnist",
            ["T-shirt/top", "trouser", "pullover", "dress", "coat", "sandal", "shirt", "sneaker", "bag", "ankle boot"])
        : new KnownImages("images that this program does not know", "not known to this program: see where the images are from");
}
