namespace S3Actors.Messages.Commands;

/// <summary>Something a user should read, though the campaign goes on; published like <see cref="Progress"/>, never journalled.</summary>
/// <param name="Text">One line.</param>
public sealed record Notice(string Text);
