#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>

namespace sage {

/// What a folder is to hold: its files by path, and the folders beside those of the files. The
/// texts stay the caller's.
struct FolderContents {
  std::map<std::string, std::string_view> files;
  std::set<std::string> folders;
};

/// Lets the folder `name` in the open folder `parent` hold exactly `wanted`, whatever an agent left
/// there. Files and folders that may stay are written over: making them anew is what a short ticket
/// would spend most of its time on (ext4 looks long for an inode where many were just freed).
void renew_folder(int parent, const std::string& name, const FolderContents& wanted);

}  // namespace sage
